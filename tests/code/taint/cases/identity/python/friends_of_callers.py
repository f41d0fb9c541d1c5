# event: signed-in
import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["T"])


def handler(event, context):
    sub = event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"]
    friend = event["pathParameters"]["userId"]
    mine = table.get_item(Key={"userId": sub})["Item"]
    if friend not in mine["friends"]:
        return {"statusCode": 403}
    item = table.get_item(Key={"userId": friend})["Item"]
    return {"statusCode": 200, "body": json.dumps(item)}
