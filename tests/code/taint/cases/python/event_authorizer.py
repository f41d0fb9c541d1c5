# event: authorizer
import os


def handler(event, context):
    os.system("show " + event["authorizationToken"])  # leastwise: expect command-injection
    os.system("show " + event["methodArn"])
