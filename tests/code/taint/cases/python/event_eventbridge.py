# event: eventbridge
import os


def handler(event, context):
    os.system("show " + event["detail"]["a"])  # leastwise: expect command-injection
    os.system("show " + event["account"])
    os.system("show " + event["region"])
