# event: function-url
import os


def handler(event, context):
    os.system("show " + event["rawPath"])  # leastwise: expect command-injection
    os.system("show " + event["cookies"][0])  # leastwise: expect command-injection
    os.system("show " + event["rawQueryString"])  # leastwise: expect command-injection
    os.system("show " + event["requestContext"]["http"]["method"])
    os.system("show " + event["requestContext"]["requestId"])
