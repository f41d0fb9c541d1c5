# event: pipe
import os


def handler(event, context):
    os.system("show " + event[0]["body"])  # leastwise: expect command-injection
