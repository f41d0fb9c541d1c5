# event: signed-in
import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["T"])


def handler(event, context):
    sub = event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"]
    groups = event["requestContext"]["authorizer"]["jwt"]["claims"].get("cognito:groups", "")
    user_id = event["pathParameters"]["userId"]
    target = user_id if "admin" in groups else sub
    item = table.get_item(Key={"userId": target})["Item"]
    return {"statusCode": 200, "body": json.dumps(item)}
