# event: rest-api
import os


def handler(event, context):
    os.system("show " + event["pathParameters"]["a"])  # leastwise: expect command-injection
    os.system("show " + event["headers"]["User-Agent"])  # leastwise: expect command-injection
    os.system("show " + event["multiValueQueryStringParameters"]["a"][0])  # leastwise: expect command-injection
    os.system("show " + event["requestContext"]["authorizer"]["claims"]["sub"])
    os.system("show " + event["requestContext"]["identity"]["sourceIp"])
    os.system("show " + event["resource"])
