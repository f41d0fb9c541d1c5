"""The product database, by way of the RDS Data API."""

import json
import os
from decimal import Decimal

import boto3

client = boto3.client("rds-data")


def select(sql, **values):
    """Rows as dictionaries. Values go in as :name parameters, never into the text."""
    reply = client.execute_statement(
        resourceArn=os.environ["DB_ARN"],
        secretArn=os.environ["DB_SECRET"],
        database="shop",
        sql=sql,
        parameters=named(values),
        formatRecordsAs="JSON",
    )
    return json.loads(reply["formattedRecords"], parse_float=Decimal)


def set_stock(counts):
    """Write the supplier's count of each article, five hundred at a time."""
    for start in range(0, len(counts), 500):
        client.batch_execute_statement(
            resourceArn=os.environ["DB_ARN"],
            secretArn=os.environ["DB_SECRET"],
            database="shop",
            sql="update products set stock = :count where sku = :sku",
            parameterSets=[named({"sku": s, "count": c}) for s, c in counts[start : start + 500]],
        )


def named(values):
    return [
        {"name": name, "value": {"longValue": value} if isinstance(value, int) else {"stringValue": value}}
        for name, value in values.items()
    ]
