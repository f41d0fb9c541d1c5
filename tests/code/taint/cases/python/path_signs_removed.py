import os
import re

OTHERS = re.compile(r"[^a-z0-9_]+")


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    open("/mnt/pages/" + re.sub(r"[^a-z0-9]+", "-", name.lower()))
    open("/mnt/pages/" + OTHERS.sub("", name))
    os.system("show " + OTHERS.sub("", name))
    open("/mnt/pages/" + re.sub(r"[^a-z0-9/.]", "", name))  # leastwise: expect path-traversal
    open("/mnt/pages/" + re.sub(r"\.\./", "", name))  # leastwise: expect path-traversal
    open("/mnt/pages/" + re.sub(r"[^a-z0-9]", "", name, count=1))  # leastwise: expect path-traversal
    os.system("show " + OTHERS.sub(name, "x"))  # leastwise: expect command-injection
