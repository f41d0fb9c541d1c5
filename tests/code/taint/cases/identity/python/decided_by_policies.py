# event: signed-in
import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["T"])
avp = boto3.client("verifiedpermissions")


def handler(event, context):
    sub = event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"]
    friend = event["pathParameters"]["userId"]
    r = avp.is_authorized(
        policyStoreId="p",
        principal={"entityType": "U", "entityId": sub},
        resource={"entityType": "U", "entityId": friend},
    )
    if r["decision"] != "ALLOW":
        return {"statusCode": 403}
    item = table.get_item(Key={"userId": friend})["Item"]
    return {"statusCode": 200, "body": json.dumps(item)}
