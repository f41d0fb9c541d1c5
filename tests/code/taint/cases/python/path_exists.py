import os
import pathlib


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    if os.path.exists("/mnt/reports/" + name):  # leastwise: expect path-traversal
        return "yes"
    if (pathlib.Path("/mnt/reports") / name).is_file():  # leastwise: expect path-traversal
        return "yes"
    return os.path.exists("/mnt/reports/" + os.path.basename(name))
