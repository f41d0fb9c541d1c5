import base64
import json

bodies = []
first = None
user = None
last = None


def handler(event, context):
    global first, user, last
    body = json.loads(base64.b64decode(event["body"]).decode())
    bodies.append(body)  # leastwise: expect shared-state
    bodies.append({"user": body["user"]})  # leastwise: expect shared-state
    first = first or {"user": body["user"]}  # leastwise: expect shared-state
    if user is None:
        user = body["user"]  # leastwise: expect shared-state
    last = {"user": body["user"]}
    return {"statusCode": 200, "body": json.dumps([first, user, last])}
