# event: schedule
import os


def handler(event, context):
    os.system("show " + event["detail"])
    os.system("show " + event["time"])
    os.system("show " + event["anything"])
