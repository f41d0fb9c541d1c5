# event: signed-in
import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["USERS"])


def profile(name):
    return table.get_item(Key={"userId": name})["Item"]


def handler(event, context):
    me = event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"]
    body = json.loads(event["body"])
    if event["routeKey"] == "GET /users":
        found = table.get_item(Key={"userId": body["userId"]})  # leastwise: expect broken-object-access
        return {"statusCode": 200, "body": json.dumps([found["Item"], profile(me)])}
    if event["routeKey"] == "DELETE /users":
        if body["userId"] != me:
            return {"statusCode": 403}
        table.delete_item(Key={"userId": body["userId"]})
    if event["routeKey"] == "PUT /users":
        changed = {":me": me, ":name": body["name"]}
        table.update_item(
            Key={"userId": body["userId"]},
            UpdateExpression="SET nick = :name",
            ConditionExpression="userId = :me",
            ExpressionAttributeValues=changed,
        )
    return {"statusCode": 204}
