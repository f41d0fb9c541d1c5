# event: cloudfront
import os


def handler(event, context):
    os.system("show " + event["Records"][0]["cf"]["request"]["uri"])  # leastwise: expect command-injection
    os.system("show " + event["Records"][0]["cf"]["config"]["distributionId"])
