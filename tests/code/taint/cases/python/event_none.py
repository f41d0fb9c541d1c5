# event: none
import os


def handler(event, context):
    os.system("show " + event["anything"])  # leastwise: expect command-injection
    os.system("show " + event["requestContext"]["authorizer"]["sub"])
