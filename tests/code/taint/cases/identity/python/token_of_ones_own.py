import base64
import hashlib
import hmac
import json
import os


def handler(event, context):
    h, p, s = event["headers"]["x-token"].split(".")
    want = hmac.new(os.environ["KEY"].encode(), f"{h}.{p}".encode(), hashlib.sha256).digest()
    if not hmac.compare_digest(base64.urlsafe_b64encode(want), s.encode()):
        return {"statusCode": 401}
    claims = json.loads(base64.urlsafe_b64decode(p + "=="))
    return {"statusCode": 200, "body": claims["sub"]}
