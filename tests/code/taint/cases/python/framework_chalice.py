import os

from chalice import Chalice

app = Chalice(app_name="shop")


@app.route("/a/{name}", methods=["POST"])
def first(name):
    os.system("show " + name)  # leastwise: expect command-injection
    os.system("show " + app.current_request.json_body["name"])  # leastwise: expect command-injection
    os.system("show " + app.current_request.query_params["name"])  # leastwise: expect command-injection
    return {}


handler = app
