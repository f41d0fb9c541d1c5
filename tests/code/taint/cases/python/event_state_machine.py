# event: state-machine
import os


def handler(event, context):
    os.system("show " + event["input"]["a"])  # leastwise: expect command-injection
