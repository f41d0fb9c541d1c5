import json
import os
import jsonschema

SCHEMA = {
    "type": "object",
    "properties": {
        "kind": {"enum": ["a", "b"]},
        "code": {"type": "string", "pattern": "^[a-z0-9]+$"},
        "count": {"type": "integer"},
        "note": {"type": "string"},
    },
}


def handler(event, context):
    body = json.loads(event["body"])

    jsonschema.validate(instance=body, schema=SCHEMA)
    os.system("ls " + body["kind"])
    os.system("ls " + body["code"])
    os.system(f"ls {body['count']}")
    os.system("ls " + body["note"])  # leastwise: expect command-injection
    os.system("ls " + body["other"])  # leastwise: expect command-injection
