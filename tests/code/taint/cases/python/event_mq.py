# event: mq
import base64
import os


def handler(event, context):
    os.system("show " + base64.b64decode(event["messages"][0]["data"]).decode())  # leastwise: expect command-injection
    os.system("show " + event["eventSourceArn"])
