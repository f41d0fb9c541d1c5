import os

import boto3

client = boto3.client("lambda")
TARGETS = {"mail": os.environ["MAIL"], "print": os.environ["PRINT"]}


def handler(event, context):
    kind = event["queryStringParameters"]["kind"]
    target = TARGETS.get(kind)
    if target:
        client.invoke(FunctionName=target, Payload=b"{}")
    client.invoke(FunctionName=TARGETS.get(kind, kind), Payload=b"{}")  # leastwise: expect tainted-invoke
