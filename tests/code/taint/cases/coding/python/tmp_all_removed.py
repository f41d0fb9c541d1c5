import json
import os


def empty(folder):
    for name in os.listdir(folder):
        os.remove(os.path.join(folder, name))


def handler(event, context):
    with open("/tmp/left.json", "w") as file:
        json.dump(event["body"], file)
    empty("/tmp")
    return {"statusCode": 202}
