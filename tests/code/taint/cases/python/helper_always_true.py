import os

def is_safe(name):
    return True


def is_known(name):
    return name in ["a", "b"]


def handler(event, context):
    q = event["queryStringParameters"]

    if is_safe(q["name"]):
        os.system("show " + q["name"])  # leastwise: expect command-injection
    if is_known(q["name"]):
        os.system("show " + q["name"])
