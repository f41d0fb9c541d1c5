# event: alb
import os


def handler(event, context):
    os.system("show " + event["path"])  # leastwise: expect command-injection
    os.system("show " + event["queryStringParameters"].get("a", ""))  # leastwise: expect command-injection
    os.system("show " + event["httpMethod"])
    os.system("show " + event["requestContext"]["elb"]["targetGroupArn"])
