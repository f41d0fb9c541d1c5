# event: kinesis
import base64
import json
import os


def handler(event, context):
    os.system("show " + json.loads(base64.b64decode(event["Records"][0]["kinesis"]["data"]))["a"])  # leastwise: expect command-injection
    os.system("show " + event["Records"][0]["eventID"])
