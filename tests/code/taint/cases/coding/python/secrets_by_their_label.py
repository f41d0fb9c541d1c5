import json
import os


def handler(event, context):
    body = json.loads(event["body"])
    print("card number: " + body["card"])  # leastwise: expect secret-logged
    print(f"password={body['word']}")  # leastwise: expect secret-logged
    print(f"card {body['card']}, password reset for {body['name']}")
    print("connected with " + os.environ["DBPASS"])  # leastwise: expect secret-logged
    print("going by " + os.environ["BYPASS"] + os.environ["COMPASS_STAGE"])
    return {"statusCode": 204}
