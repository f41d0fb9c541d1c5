import os
from aws_lambda_powertools.utilities.validation import validate

SCHEMA = {
    "properties": {
        "pathParameters": {
            "properties": {"code": {"type": "string", "pattern": "^[0-9]{4}$"}, "name": {"type": "string"}},
        },
    },
}


def handler(event, context):
    validate(event=event, schema=SCHEMA)
    os.system("ls " + event["pathParameters"]["code"])
    os.system("ls " + event["pathParameters"]["name"])  # leastwise: expect command-injection
