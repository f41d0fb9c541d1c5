import os


def show(name):
    return "show " + name


def handler(event, context):
    os.system(show("fixed"))
    os.system(show(event["body"]))  # leastwise: expect command-injection
