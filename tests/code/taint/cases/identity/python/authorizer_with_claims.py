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
    claims = None
    try:
        claims = jwt.decode(token, os.environ["KEY"], algorithms=["HS256"])
    except Exception as e:
        print(e)
    effect = "Allow" if claims else "Deny"
    return policy(effect, event["methodArn"])
