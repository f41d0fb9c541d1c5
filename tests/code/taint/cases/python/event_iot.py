# event: iot
import os


def handler(event, context):
    os.system("show " + event["device"])  # leastwise: expect command-injection
