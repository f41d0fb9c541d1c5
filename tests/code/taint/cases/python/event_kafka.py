# event: kafka
import base64
import os


def handler(event, context):
    os.system("show " + base64.b64decode(event["records"]["t-0"][0]["value"]).decode())  # leastwise: expect command-injection
    os.system("show " + event["eventSourceArn"])
