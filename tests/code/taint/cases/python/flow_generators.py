# event: sqs
import json
import os


def messages(event):
    for record in event["Records"]:
        yield json.loads(record["body"])


def handler(event, context):
    for message in messages(event):
        os.system(message["command"])  # leastwise: expect command-injection
    names = [message["name"] for message in messages(event)]
    os.system("show " + names[0])  # leastwise: expect command-injection
