import os

BASE = os.path.realpath("/mnt/data")


def handler(event, context):
    name = event["pathParameters"]["name"]
    path = os.path.realpath(os.path.join(BASE, name))
    if os.path.commonpath([BASE, path]) == BASE:
        return open(path).read()
    raw = os.path.join(BASE, name)
    if os.path.commonpath([BASE, raw]) == BASE:
        return open(raw).read()  # leastwise: expect path-traversal
    return None
