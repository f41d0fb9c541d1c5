import boto3
import serverless_wsgi
from flask import Flask, abort, jsonify

app = Flask(__name__)
table = boto3.resource("dynamodb").Table("orders")


@app.errorhandler(Exception)
def failed(error):
    return {"error": str(error)}, 500  # leastwise: expect verbose-error


@app.errorhandler(404)
def missing(error):
    return jsonify(error=str(error)), 404


@app.errorhandler(500)
def internal(error):
    app.logger.error(error)
    return "internal error", 500


@app.get("/a")
def one():
    try:
        return jsonify(table.get_item(Key={"id": "1"}))
    except Exception as error:
        return jsonify({"error": str(error)}), 500  # leastwise: expect verbose-error


@app.get("/b")
def two():
    try:
        return jsonify(table.get_item(Key={"id": "2"}))
    except Exception as error:
        abort(500, str(error))  # leastwise: expect verbose-error


@app.get("/c")
def three():
    try:
        return jsonify(table.get_item(Key={"id": "3"}))
    except ValueError as error:
        return jsonify({"error": str(error)}), 400
    except Exception:
        app.logger.exception("failed")
        return jsonify({"error": "internal error"}), 500


def handler(event, context):
    return serverless_wsgi.handle_request(app, event, context)
