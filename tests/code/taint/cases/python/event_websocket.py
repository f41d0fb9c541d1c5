# event: websocket
import os


def handler(event, context):
    os.system("show " + event["body"])  # leastwise: expect command-injection
    os.system("show " + event["queryStringParameters"]["a"])  # leastwise: expect command-injection
    os.system("show " + event["requestContext"]["connectionId"])
    os.system("show " + event["requestContext"]["stage"])
