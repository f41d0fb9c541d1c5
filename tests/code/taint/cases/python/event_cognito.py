# event: cognito
import os


def handler(event, context):
    os.system("show " + event["request"]["userAttributes"]["name"])  # leastwise: expect command-injection
    os.system("show " + event["userName"])  # leastwise: expect command-injection
    os.system("show " + event["userPoolId"])
    os.system("show " + event["triggerSource"])
