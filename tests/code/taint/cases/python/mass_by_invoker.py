# event: none
import boto3

items = boto3.resource("dynamodb").Table("items")


def add(item):
    items.put_item(Item=item)  # leastwise: auditor mass-assignment
    return item["id"]


def handler(event, context):
    """Only who may invoke it chooses the fields."""
    request = event["order"]
    if request["action"] == "add":
        return add(request["item"])
    items.put_item(Item={"id": request["id"], "name": request["name"]})
    items.put_item(Item={**request["defaults"], "id": request["id"]})
    return None
