"""Catalogue: search products, show one, take over its photo from the supplier."""

import json

import boto3
from shop import db, photos

cloudwatch = boto3.client("cloudwatch")


def handler(event, context):
    product_id = (event.get("pathParameters") or {}).get("productId")
    if event["httpMethod"] == "POST":
        body = json.loads(event["body"])
        photos.import_photo(product_id, body["url"])
        return reply(202, {"photo": photos.public_url(product_id)})
    if product_id:
        return show(product_id)
    return search(event.get("queryStringParameters") or {})


def search(query):
    words = query.get("q", "")
    products = db.select(
        "sku, name, price, stock",
        where=f"name ilike '%{words}%'",
        order=query.get("sort", "name"),
    )
    count("Searches")
    return reply(200, products)


def show(product_id):
    products = db.select("*", where="sku = %s", parameters=(product_id,))
    if not products:
        return reply(404, {"message": "no such product"})
    return reply(200, {**products[0], "photo": photos.public_url(product_id)})


def count(name):
    cloudwatch.put_metric_data(
        Namespace="CornerShop", MetricData=[{"MetricName": name, "Value": 1, "Unit": "Count"}]
    )


def reply(status, body):
    return {
        "statusCode": status,
        "headers": {"Content-Type": "application/json", "Access-Control-Allow-Origin": "*"},
        "body": json.dumps(body, default=str),
    }
