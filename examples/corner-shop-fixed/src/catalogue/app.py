"""Catalogue: search products, show one, take over its photo from the supplier."""

import json
import os
import re

import boto3
from shop import db, photos

SEARCH = {
    "name": "select sku, name, price, stock from products where name ilike :words order by name limit 50",
    "price": "select sku, name, price, stock from products where name ilike :words order by price limit 50",
}
SKU = re.compile(r"[A-Z0-9-]{3,20}")

cloudwatch = boto3.client("cloudwatch")


def handler(event, context):
    product_id = (event.get("pathParameters") or {}).get("productId")
    if product_id and not SKU.fullmatch(product_id):
        return reply(404, {"message": "no such product"})
    if event["httpMethod"] == "POST":
        return import_photo(product_id, event)
    if product_id:
        return show(product_id)
    return search(event.get("queryStringParameters") or {})


def search(query):
    sql = SEARCH.get(query.get("sort", "name"), SEARCH["name"])
    products = db.select(sql, words=f"%{query.get('q', '')[:60]}%")
    count("Searches")
    return reply(200, products)


def show(product_id):
    products = db.select("select * from products where sku = :sku", sku=product_id)
    if not products:
        return reply(404, {"message": "no such product"})
    return reply(200, {**products[0], "photo": photos.link(product_id)})


def import_photo(product_id, event):
    if "staff" not in event["requestContext"]["authorizer"]["groups"].split():
        return reply(403, {"message": "staff only"})
    photos.import_photo(product_id, json.loads(event["body"])["file"])
    return reply(202, {"photo": photos.link(product_id)})


def count(name):
    cloudwatch.put_metric_data(
        Namespace="CornerShop", MetricData=[{"MetricName": name, "Value": 1, "Unit": "Count"}]
    )


def reply(status, body):
    return {
        "statusCode": status,
        "headers": {
            "Content-Type": "application/json",
            "Access-Control-Allow-Origin": os.environ["SITE_ORIGIN"],
        },
        "body": json.dumps(body, default=str),
    }
