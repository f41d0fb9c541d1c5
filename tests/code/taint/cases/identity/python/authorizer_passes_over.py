# event: authorizer
import os

import jwt


def handler(event, context):
    token = event["headers"]["authorization"]
    try:
        jwt.decode(token, os.environ["KEY"], algorithms=["HS256"])
    except jwt.PyJWTError:
        pass
    return {"isAuthorized": True}  # leastwise: expect authorizer-accepts-all
