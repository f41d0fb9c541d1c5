import json


def handler(event, context):
    q = event["queryStringParameters"]

    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": json.dumps({"name": q["name"]})}
