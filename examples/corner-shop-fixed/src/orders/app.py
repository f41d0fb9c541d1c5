"""Orders: place one, read one, list one's own."""

import json
import logging
import os
import secrets
import uuid
from datetime import date

import boto3
from boto3.dynamodb.conditions import Key

dynamodb = boto3.resource("dynamodb")
orders = dynamodb.Table(os.environ["ORDERS_TABLE"])
settings = dynamodb.Table(os.environ["SETTINGS_TABLE"])
queue = boto3.client("sqs")
s3 = boto3.client("s3")
log = logging.getLogger(__name__)


def handler(event, context):
    member = event["requestContext"]["authorizer"]  # the authorizer has verified it
    log.info("%s %s", event["httpMethod"], event["resource"])
    if event["httpMethod"] == "POST":
        return place(member, json.loads(event["body"]))
    order_id = (event.get("pathParameters") or {}).get("orderId")
    if order_id:
        return show(member, order_id)
    return history(member)


def place(member, body):
    lines = [{"sku": line["sku"], "quantity": line["quantity"]} for line in body["lines"]]
    order = {
        "orderId": str(uuid.uuid4()),
        "memberId": member["memberId"],
        "email": member["email"],
        "month": date.today().isoformat()[:7],
        "status": "new",
        "pickupCode": str(100000 + secrets.randbelow(900000)),
        "deliveryFee": settings.get_item(Key={"id": "delivery"})["Item"]["fee"],
        "note": body.get("note", ""),
        "partner": body.get("partner", ""),
        "lines": lines,
    }
    orders.put_item(Item=order)
    queue.send_message(
        QueueUrl=os.environ["ORDER_QUEUE"],
        MessageBody=json.dumps({"orderId": order["orderId"], "lines": lines}),
    )
    return reply(201, {"orderId": order["orderId"], "pickupCode": order["pickupCode"]})


def show(member, order_id):
    order = orders.get_item(Key={"orderId": order_id}).get("Item")
    if not order or order["memberId"] != member["memberId"]:
        return reply(404, {"message": "no such order"})
    order["receipt"] = s3.generate_presigned_url(
        "get_object",
        Params={"Bucket": os.environ["RECEIPTS_BUCKET"], "Key": f"receipts/{order['orderId']}.html"},
        ExpiresIn=300,
    )
    return reply(200, order)


def history(member):
    found = orders.query(IndexName="byMember", KeyConditionExpression=Key("memberId").eq(member["memberId"]))
    return reply(200, found["Items"])


def reply(status, body):
    return {
        "statusCode": status,
        "headers": {
            "Content-Type": "application/json",
            "Access-Control-Allow-Origin": os.environ["SITE_ORIGIN"],
        },
        "body": json.dumps(body, default=str),
    }
