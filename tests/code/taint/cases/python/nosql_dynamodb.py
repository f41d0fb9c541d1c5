import json
import boto3
from boto3.dynamodb.conditions import Attr, Key

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    body = json.loads(event["body"])

    table.query(KeyConditionExpression=Key("id").eq(body["id"]), FilterExpression=Attr("a").begins_with(body["a"]))
    table.scan(FilterExpression=f"contains(title, {body['word']})")  # leastwise: expect nosql-injection
    table.scan(FilterExpression="contains(title, :w)", ExpressionAttributeValues={":w": body["word"]})
    table.update_item(Key={"id": body["id"]}, UpdateExpression="SET " + body["field"] + " = :v")  # leastwise: expect nosql-injection
