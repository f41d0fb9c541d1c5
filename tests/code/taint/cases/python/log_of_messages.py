# event: sns
import json
import logging

logger = logging.getLogger(__name__)


def handler(event, context):
    """Whoever sends a message writes lines of the log as well."""
    for record in event["Records"]:
        message = json.loads(record["Sns"]["Message"])
        print("stored {} of {}".format(message["value"], message["name"]))  # leastwise: auditor log-injection
        logger.info("stored %s", message["name"])  # leastwise: auditor log-injection
        print(message["name"])  # leastwise: auditor log-injection
        print(json.dumps({"name": message["name"]}))
        print({"name": message["name"]})
        print("stored", json.dumps(message["name"]))
        print(f"stored {message['name']!r}")
        print(f"stored {int(message['value'])}")
        print(record["Sns"]["MessageId"])
        logger.info("stored", extra={"name": message["name"]})
