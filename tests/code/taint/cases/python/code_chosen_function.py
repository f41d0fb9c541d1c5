import importlib
import json
import os

import boto3


class Shop:
    def add(self, body):
        return 1

    def run(self, name, body):
        return getattr(self, name)(body)  # leastwise: expect code-injection


def add(body):
    os.system("echo " + body["name"])  # leastwise: expect command-injection


def drop(body):
    os.system("echo " + body["other"])  # leastwise: expect command-injection


def listed(body):
    os.system("echo listed")


HANDLERS = {"add": add, "drop": drop}
ALLOWED = ("listed", "more")


def handler(event, context):
    body = json.loads(event["body"])
    HANDLERS[body["action"]](body)
    HANDLERS.get(body["action"], drop)(body)
    globals()[body["x"]](body)  # leastwise: expect code-injection
    locals()[body["x"]](body)  # leastwise: expect code-injection
    found = globals().get(body["x"])
    if found:
        found(body)  # leastwise: expect code-injection
    getattr(os, body["x"])()  # leastwise: expect code-injection
    getattr(boto3.client("s3"), body["x"])()  # leastwise: expect code-injection
    __import__(body["x"])  # leastwise: expect code-injection
    importlib.import_module("plugins." + body["x"])  # leastwise: expect code-injection
    Shop().run(body["x"], body)
    getattr(Shop(), "on_" + body["x"], add)(body)
    getattr(Shop(), f"on_{body['x']}", add)(body)
    colour = getattr(Shop(), body["x"], None)
    if body["y"] in ALLOWED:
        globals()[body["y"]](body)
    if body["z"] not in HANDLERS:
        return {"statusCode": 400}
    getattr(Shop(), body["z"])(body)
    return {"statusCode": 200, "body": json.dumps({"colour": str(colour)})}
