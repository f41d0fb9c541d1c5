# event: rest-api
import traceback

import boto3

orders = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    try:
        found = orders.get_item(Key={"id": event["pathParameters"]["id"]})
    except orders.meta.client.exceptions.ResourceNotFoundException:
        return {"statusCode": 500, "body": traceback.format_exc()}  # leastwise: expect verbose-error
    except Exception as error:
        return {"statusCode": 500, "body": str(error)}  # leastwise: expect verbose-error
    return {"statusCode": 200, "body": found["Item"]["state"]}
