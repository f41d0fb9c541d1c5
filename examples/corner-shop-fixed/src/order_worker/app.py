"""Order desk: price the cart of each new order, accept it, tell the others."""

import json
import logging
import os

import boto3
from shop import db

orders = boto3.resource("dynamodb").Table(os.environ["ORDERS_TABLE"])
sns = boto3.client("sns")
log = logging.getLogger(__name__)


def handler(event, context):
    failed = []
    for record in event["Records"]:
        try:
            message = json.loads(record["body"])
            accept(message["orderId"], priced(message["lines"]))
        except Exception:  # one bad order must not hold up the others
            log.exception("order failed, message %s", record["messageId"])
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def priced(lines):
    """The lines with name and price from the catalogue, whatever the customer claims."""
    found = db.select(
        "select sku, name, price from products where sku = any(string_to_array(:skus, ','))",
        skus=",".join(line["sku"] for line in lines),
    )
    products = {product["sku"]: product for product in found}
    return [{**products[line["sku"]], "quantity": line["quantity"]} for line in lines]


def accept(order_id, lines):
    total = sum(line["price"] * line["quantity"] for line in lines)
    orders.update_item(
        Key={"orderId": order_id},
        UpdateExpression="set #status = :accepted, #lines = :lines, #total = :total",
        ConditionExpression="attribute_exists(orderId)",
        ExpressionAttributeNames={"#status": "status", "#lines": "lines", "#total": "total"},
        ExpressionAttributeValues={":accepted": "accepted", ":lines": lines, ":total": total},
    )
    sns.publish(TopicArn=os.environ["ORDER_TOPIC"], Message=json.dumps({"orderId": order_id}))
    log.info("accepted %s, %d lines", order_id, len(lines))
