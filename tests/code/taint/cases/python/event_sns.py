# event: sns
import json
import os


def handler(event, context):
    os.system("show " + json.loads(event["Records"][0]["Sns"]["Message"])["a"])  # leastwise: expect command-injection
    os.system("show " + event["Records"][0]["Sns"]["Subject"])  # leastwise: expect command-injection
    os.system("show " + event["Records"][0]["Sns"]["TopicArn"])
