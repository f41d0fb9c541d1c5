"""The product database."""

import json
import os

import boto3
import psycopg2
import psycopg2.extras


def connect():
    secret = boto3.client("secretsmanager").get_secret_value(SecretId=os.environ["DB_SECRET"])
    login = json.loads(secret["SecretString"])
    return psycopg2.connect(
        host=os.environ["DB_HOST"], dbname="shop", user=login["username"], password=login["password"]
    )


def select(columns, where="true", order="name", parameters=()):
    """Products as dictionaries, fifty at most."""
    sql = f"select {columns} from products where {where} order by {order} limit 50"
    with connect() as connection:
        with connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()


def set_stock(counts):
    """Write the supplier's count of each article."""
    with connect() as connection:
        with connection.cursor() as cursor:
            for sku, count in counts:
                cursor.execute("update products set stock = %s where sku = %s", (count, sku))
