# event: dynamodb
import os


def handler(event, context):
    os.system("show " + event["Records"][0]["dynamodb"]["NewImage"]["a"]["S"])  # leastwise: expect command-injection
    os.system("show " + event["Records"][0]["eventSourceARN"])
    os.system("show " + event["Records"][0]["eventName"])
