import json

import boto3

seen = set()
current = None
cache = {}
table = boto3.resource("dynamodb").Table("users")


class Session:
    user = None


session = Session()


def remember(name):
    seen.add(name)  # leastwise: expect shared-state


def handler(event, context):
    global current
    query = event["queryStringParameters"]
    if "user" in query:
        session.user = query["user"]  # leastwise: expect shared-state
    current = query
    remember(query["name"])
    own = []
    own.append(query["name"])
    if "found" not in cache:
        cache["found"] = table.get_item(Key={"id": "settings"})
    return {"statusCode": 200, "body": json.dumps([session.user, own])}
