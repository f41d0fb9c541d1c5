import base64
import json


def handler(event, context):
    _, payload, _ = event["headers"]["authorization"].split(".")
    text = base64.urlsafe_b64decode(payload + "==")  # leastwise: expect unverified-jwt
    claims = json.loads(text)
    picture = base64.b64decode(json.loads(event["body"])["picture"])
    return {"statusCode": 200, "body": json.dumps([claims["sub"], len(picture)])}
