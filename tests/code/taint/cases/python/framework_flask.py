import os

import serverless_wsgi
from flask import Blueprint, Flask, redirect, render_template_string, request

app = Flask(__name__)
pages = Blueprint("pages", __name__)


@app.route("/a/<name>")
def first(name):
    os.system("show " + name)  # leastwise: expect command-injection
    os.system("show " + request.args.get("q"))  # leastwise: expect command-injection
    os.system("show " + request.get_json()["q"])  # leastwise: expect command-injection
    return redirect(request.form["next"])  # leastwise: expect open-redirect


@pages.post("/b/<int:number>")
def second(number):
    os.system(f"show {number}")
    return render_template_string(request.headers["X-Page"])  # leastwise: expect template-injection


app.register_blueprint(pages)


def handler(event, context):
    return serverless_wsgi.handle_request(app, event, context)
