# event: appsync
import os


def handler(event, context):
    os.system("show " + event["arguments"]["id"])  # leastwise: expect command-injection
    os.system("show " + event["request"]["headers"]["x-a"])  # leastwise: expect command-injection
    os.system("show " + event["identity"]["sub"])
    os.system("show " + event["info"]["fieldName"])
