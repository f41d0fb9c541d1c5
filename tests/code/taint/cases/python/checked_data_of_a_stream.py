# event: kinesis
import os

from aws_lambda_powertools.utilities.data_classes import KinesisStreamEvent, event_source
from aws_lambda_powertools.utilities.validation import validate

SCHEMA = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string", "pattern": "^[a-z]+$"}, "note": {"type": "string"}},
}


@event_source(data_class=KinesisStreamEvent)
def handler(event: KinesisStreamEvent, context):
    for record in event.records:
        told = record.kinesis.data_as_json()
        os.system("tag " + told["name"])  # leastwise: expect command-injection
        validate(event=told, schema=SCHEMA)
        os.system("tag " + told["name"])
        os.system("tag " + told["note"])  # leastwise: expect command-injection
