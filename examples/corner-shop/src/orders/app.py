"""Orders: place one, read one, list one's own."""

import base64
import json
import os
import pickle
import random
import uuid
from datetime import date
from decimal import Decimal

import boto3

dynamodb = boto3.resource("dynamodb")
orders = dynamodb.Table(os.environ["ORDERS_TABLE"])
settings = dynamodb.Table(os.environ["SETTINGS_TABLE"])
queue = boto3.client("sqs")
s3 = boto3.client("s3")

member = {}  # who is asking


def handler(event, context):
    print("event:", json.dumps(event))
    member.update(event["requestContext"]["authorizer"])
    if event["httpMethod"] == "POST":
        return place(json.loads(event["body"], parse_float=Decimal))
    order_id = (event.get("pathParameters") or {}).get("orderId")
    if order_id:
        return show(order_id)
    return history(event.get("queryStringParameters") or {})


def place(body):
    order = {
        "orderId": str(uuid.uuid4()),
        "memberId": member["memberId"],
        "email": member.get("email"),
        "month": date.today().isoformat()[:7],
        "status": "new",
        "pickupCode": str(random.randint(100000, 999999)),
        "deliveryFee": settings.get_item(Key={"id": "delivery"})["Item"]["fee"],
        **body,
    }
    orders.put_item(Item=order)
    cart = base64.b64encode(pickle.dumps(order["lines"])).decode()
    queue.send_message(
        QueueUrl=os.environ["ORDER_QUEUE"],
        MessageBody=json.dumps({"orderId": order["orderId"], "cart": cart}),
    )
    return reply(201, {"orderId": order["orderId"], "pickupCode": order["pickupCode"]})


def show(order_id):
    order = orders.get_item(Key={"orderId": order_id}).get("Item")
    if not order:
        return reply(404, {"message": "no such order"})
    order["receipt"] = s3.generate_presigned_url(
        "get_object",
        Params={"Bucket": os.environ["RECEIPTS_BUCKET"], "Key": f"receipts/{order['orderId']}.html"},
        ExpiresIn=300,
    )
    return reply(200, order)


def history(query):
    found = orders.query(
        IndexName="byMember",
        KeyConditionExpression="memberId = :member",
        FilterExpression=query.get("filter", "attribute_exists(orderId)"),
        ExpressionAttributeValues={":member": member["memberId"]},
    )
    return reply(200, found["Items"])


def reply(status, body):
    return {
        "statusCode": status,
        "headers": {"Content-Type": "application/json", "Access-Control-Allow-Origin": "*"},
        "body": json.dumps(body, default=str),
    }
