import json

import boto3

items = boto3.resource("dynamodb").Table("items")


def handler(event, context):
    body = json.loads(event["body"])
    items.put_item(Item=body["item"])  # leastwise: expect mass-assignment
    items.put_item(Item={"id": body["item"]["id"]})
    items.put_item(Item={"id": context.aws_request_id, "details": body["item"]})
