# event: authorizer
import os

import jwt


def policy(effect, arn):
    return {  # leastwise: expect authorizer-accepts-all
        "principalId": "user",
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [{"Action": "execute-api:Invoke", "Effect": effect, "Resource": arn}],
        },
    }


def handler(event, context):
    token = event["authorizationToken"]
    try:
        claims = jwt.decode(token, os.environ["KEY"], algorithms=["HS256"])
    except Exception as e:
        print(e)
        return policy("Allow", event["methodArn"])
    return policy("Allow", event["methodArn"])
