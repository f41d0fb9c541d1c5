import json

import boto3

table = boto3.resource("dynamodb").Table("Goods")


def handler(event, context):
    wanted = json.loads(event["body"])
    text = " AND ".join(f"{name} = :{number}" for number, name in enumerate(wanted))
    values = {f":{number}": value for number, value in enumerate(wanted.values())}
    table.scan(FilterExpression=text, ExpressionAttributeValues=values)  # leastwise: expect nosql-injection
    names = {f"#{number}": name for number, name in enumerate(wanted)}
    table.scan(FilterExpression="#0 = :0", ExpressionAttributeNames=names, ExpressionAttributeValues=values)
