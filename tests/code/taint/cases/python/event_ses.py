# event: ses
import os


def handler(event, context):
    os.system("show " + event["Records"][0]["ses"]["mail"]["commonHeaders"]["subject"])  # leastwise: expect command-injection
