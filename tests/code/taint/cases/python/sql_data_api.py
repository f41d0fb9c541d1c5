import json
import boto3

client = boto3.client("rds-data")


def handler(event, context):
    body = json.loads(event["body"])

    client.execute_statement(
        resourceArn="a",
        secretArn="b",
        sql="select * from t where a = :a",
        parameters=[{"name": "a", "value": {"stringValue": body["a"]}}],
    )
    client.execute_statement(resourceArn="a", secretArn="b", sql=f"select * from t where a = '{body['a']}'")  # leastwise: expect sql-injection
