import json
import boto3

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    body = json.loads(event["body"])

    table.put_item(Item=body)  # leastwise: expect mass-assignment
    table.put_item(Item={**body, "owner": "me"})  # leastwise: expect mass-assignment
    table.put_item(Item={"id": body["id"], "name": body["name"]})
