# event: signed-in
import json

import boto3
from boto3.dynamodb.conditions import Key

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    user = event["headers"]["x-user-id"]
    found = table.query(KeyConditionExpression=Key("userId").eq(user))  # leastwise: expect broken-object-access
    return {"statusCode": 200, "body": json.dumps(found["Items"])}
