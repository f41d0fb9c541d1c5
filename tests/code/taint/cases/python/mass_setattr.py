import json

class User:
    role = "user"


def handler(event, context):
    body = json.loads(event["body"])

    user = User()
    for key, value in body.items():
        setattr(user, key, value)  # leastwise: expect mass-assignment
    for key in ("name", "mail"):
        setattr(user, key, body[key])
