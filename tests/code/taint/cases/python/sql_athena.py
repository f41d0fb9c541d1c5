# event: sqs
import json
import boto3

athena = boto3.client("athena")
TABLES = {"orders", "customers"}


def handler(event, context):
    for record in event["Records"]:
        table = json.loads(record["body"])["table"]
        athena.start_query_execution(QueryString=f"select * from {table}", WorkGroup="a")  # leastwise: expect sql-injection
        if table in TABLES:
            athena.start_query_execution(QueryString=f"select * from {table}", WorkGroup="a")
