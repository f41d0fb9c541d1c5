# event: sqs
import json
import boto3

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    for record in event["Records"]:
        table.put_item(Item=json.loads(record["body"]))  # leastwise: auditor mass-assignment
