# event: sqs
import json
import os

import attrs



@attrs.define
class Voyage:
    name: str
    days: int = attrs.field(converter=int)
    note: str = attrs.field(converter=str.strip)


def handler(event, context):
    for record in event["Records"]:
        sent = json.loads(record["body"])
        voyage = Voyage(name=sent["name"], days=sent["days"], note=sent["note"])
        os.system(f"sail {voyage.days}")
        os.system(f"sail {voyage.name}")  # leastwise: expect command-injection
        os.system(f"sail {voyage.note}")  # leastwise: expect command-injection
