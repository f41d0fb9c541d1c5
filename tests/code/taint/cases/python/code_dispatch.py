import json

def add(body):
    return 1


def drop(body):
    return 2


class Shop:
    def do_add(self, body):
        return 3


def handler(event, context):
    body = json.loads(event["body"])

    action = body["action"]
    handlers = {"add": add, "drop": drop}
    handlers[action](body)
    getattr(Shop(), "do_" + action, add)(body)
