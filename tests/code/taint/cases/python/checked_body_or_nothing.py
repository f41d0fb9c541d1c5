import json
import os

import boto3
import jsonschema

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
ORDER = {
    "type": "object",
    "properties": {"id": {"type": "string", "pattern": "^[a-z0-9]+$"}, "name": {"type": "string"}},
    "additionalProperties": False,
}


def handler(event, context):
    body = json.loads(event.get("body") or "{}")
    jsonschema.validate(body, ORDER)
    os.system(f"print {body['id']}")
    os.system(f"print {body['name']}")  # leastwise: expect command-injection
    table.put_item(Item=body)
    return {"statusCode": 201}
