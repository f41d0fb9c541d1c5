import json

import boto3
import pymongo

items = boto3.resource("dynamodb").Table("items")
orders = pymongo.MongoClient().shop.orders


def handler(event, context):
    body = json.loads(event["body"])
    items.put_item(Item=body["item"])  # leastwise: expect mass-assignment
    items.put_item(Item={"id": body["item"]["id"]})
    items.put_item(Item={"id": context.aws_request_id, "details": body["item"]})
    with items.batch_writer() as batch:
        batch.put_item(Item=body["item"])  # leastwise: expect mass-assignment
        batch.put_item(Item={"id": body["item"]["id"]})
    orders.insert_one(body["order"])  # leastwise: expect mass-assignment
    orders.insert_one({"id": body["order"]["id"]})
