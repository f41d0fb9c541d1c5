import os
import uuid


def handler(event, context):
    q = event["queryStringParameters"]

    identifier = q["id"]
    try:
        uuid.UUID(identifier)
    except ValueError:
        return {"statusCode": 400}
    os.system("show " + identifier)
    os.system("show " + str(uuid.UUID(q["other"])))
