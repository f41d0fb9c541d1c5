# event: none
import os


def handler(event, context):
    os.system("log " + event["rawPath"])  # leastwise: expect command-injection
