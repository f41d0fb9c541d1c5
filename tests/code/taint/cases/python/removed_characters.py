import re
import subprocess

import requests

PLAIN = re.compile(r"[^a-z0-9]")


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    open("/tmp/" + re.sub(r"[^\w.-]", "_", name)).read()
    open("/tmp/" + PLAIN.sub("", name)).read()
    open("/tmp/" + re.sub(r"[<>]", "", name)).read()  # leastwise: expect path-traversal
    subprocess.run("convert " + re.sub(r"[^\w]", "", name), shell=True)
    subprocess.run("convert " + re.sub(r"[^\w\s-]", "", name), shell=True)  # leastwise: expect command-injection
    requests.get("https://" + re.sub(r"[^\w.-]", "", name) + "/status", timeout=3)  # leastwise: expect ssrf
    requests.get("https://" + re.sub(r"\W", "", name) + ".shop.example/status", timeout=3)
    return {"statusCode": 200}
