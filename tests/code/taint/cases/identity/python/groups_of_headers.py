import boto3

table = boto3.resource("dynamodb").Table("orders")
CITIES = ["london", "paris"]


def handler(event, context):
    if event["headers"].get("x-user-role") == "admin":  # leastwise: expect client-side-role
        table.delete_item(Key={"id": "1"})
    groups = event["headers"]["cognito-groups"].split(",")
    if "admin" in groups:  # leastwise: expect client-side-role
        table.delete_item(Key={"id": "2"})
    if event["queryStringParameters"]["city"] in CITIES and "guests" in groups:
        table.delete_item(Key={"id": "3"})
    return {"statusCode": 204}
