# event: sns
import json

from lib import store
from lib.checks import valid


def handler(event, context):
    for record in event["Records"]:
        message = json.loads(record["Sns"]["Message"])
        store.save(message["table"])
        if valid(message["id"]):
            store.find(message["id"])
