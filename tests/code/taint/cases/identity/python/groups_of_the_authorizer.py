# event: rest-api
import boto3

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    if "staff" not in event["requestContext"]["authorizer"]["groups"].split():
        return {"statusCode": 403}
    table.delete_item(Key={"id": event["pathParameters"]["proxy"]})
    return {"statusCode": 204}
