"""Order desk: price the cart of each new order, accept it, tell the others."""

import base64
import json
import os
import pickle

import boto3

orders = boto3.resource("dynamodb").Table(os.environ["ORDERS_TABLE"])
sns = boto3.client("sns")


def handler(event, context):
    for record in event["Records"]:
        message = json.loads(record["body"])
        accept(message["orderId"], unpack(message["cart"]))


def unpack(cart):
    return pickle.loads(base64.b64decode(cart))


def accept(order_id, lines):
    total = sum(line["price"] * line["quantity"] for line in lines)
    orders.update_item(
        Key={"orderId": order_id},
        UpdateExpression="set #status = :accepted, total = :total",
        ExpressionAttributeNames={"#status": "status"},
        ExpressionAttributeValues={":accepted": "accepted", ":total": total},
    )
    sns.publish(TopicArn=os.environ["ORDER_TOPIC"], Message=json.dumps({"orderId": order_id}))
    print(f"accepted {order_id}: {len(lines)} lines")
