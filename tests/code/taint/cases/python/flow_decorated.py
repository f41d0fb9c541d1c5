import functools
import json
import os


def parsed(function):
    @functools.wraps(function)
    def inner(event, context):
        return function(json.loads(event["body"]))

    return inner


@parsed
def handler(body):
    os.system(body["command"])  # leastwise: expect command-injection
