import ast
import importlib
import json
import numexpr


def handler(event, context):
    body = json.loads(event["body"])

    eval(body["formula"])  # leastwise: expect code-injection
    exec("x = " + body["value"])  # leastwise: expect code-injection
    ast.literal_eval(body["value"])
    numexpr.evaluate(body["formula"])  # leastwise: expect code-injection
    importlib.import_module("plugins." + body["plugin"])  # leastwise: expect code-injection
