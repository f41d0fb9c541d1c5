import json
import os
import re

LINES = re.compile("^[a-z]+$", re.M)
TEXT = re.compile(r"\A[a-z]+\Z", re.M | re.I)


def handler(event, context):
    body = json.loads(event["body"])
    if re.match("^[a-z]+$", body["a"], re.MULTILINE):
        os.system("echo " + body["a"])  # leastwise: expect command-injection
    if LINES.match(body["b"]):
        os.system("echo " + body["b"])  # leastwise: expect command-injection
    if re.match("(?m)^[a-z]+$", body["c"]):
        os.system("echo " + body["c"])  # leastwise: expect command-injection
    if re.search("^[a-z]+$", body["d"], flags=re.MULTILINE | re.IGNORECASE):
        os.system("echo " + body["d"])  # leastwise: expect command-injection
    if re.match("[a-z]+", body["e"]):
        os.system("echo " + body["e"])  # leastwise: expect command-injection
    if TEXT.search(body["f"]):
        os.system("echo " + body["f"])
    if re.fullmatch("[a-z]+", body["g"], re.M):
        os.system("echo " + body["g"])
    if re.search("^[a-z]+$", body["h"], re.IGNORECASE):
        os.system("echo " + body["h"])
