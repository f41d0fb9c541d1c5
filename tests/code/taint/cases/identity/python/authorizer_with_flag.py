# event: authorizer
import os

import jwt


def policy(effect, arn):
    return {
        "principalId": "user",
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [{"Action": "execute-api:Invoke", "Effect": effect, "Resource": arn}],
        },
    }


def handler(event, context):
    token = event["authorizationToken"]
    valid = False
    try:
        claims = jwt.decode(token, os.environ["KEY"], algorithms=["HS256"])
        valid = True
    except Exception as e:
        print(e)
    if valid:
        return policy("Allow", event["methodArn"])
    return policy("Deny", event["methodArn"])
