import serverless_wsgi
from flask import Flask, jsonify, redirect, render_template, request
from markupsafe import escape

app = Flask(__name__)


@app.get("/a")
def joined():
    return "<pre>" + request.args["text"] + "</pre>"  # leastwise: expect xss


@app.get("/b")
def alone():
    return request.args.get("text", "")  # leastwise: expect xss


@app.get("/c")
def with_status():
    return f"<b>{request.form['text']}</b>", 201  # leastwise: expect xss


@app.get("/d")
def escaped():
    return f"<b>{escape(request.args['text'])}</b>"


@app.get("/e")
def others():
    if request.args["as"] == "json":
        return jsonify(request.args)
    if request.args["as"] == "object":
        return {"text": request.args["text"]}
    if request.args["as"] == "same":
        return request.get_json()
    return render_template("page.html", text=request.args["text"])


def helper():
    return "<b>" + request.args["text"] + "</b>"


@app.get("/f")
def by_helper():
    return str(len(helper()))


def handler(event, context):
    return serverless_wsgi.handle_request(app, event, context)
