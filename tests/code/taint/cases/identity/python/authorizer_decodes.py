# event: authorizer
import base64
import json


def handler(event, context):
    token = event["authorizationToken"]
    payload = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))  # leastwise: expect unverified-jwt
    if payload["iss"] != "https://issuer.example.com":
        raise Exception("Unauthorized")
    return {  # leastwise: expect authorizer-accepts-all
        "principalId": payload["sub"],
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [{"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": "*"}],
        },
    }
