import json
import logging

logger = logging.getLogger()


def handler(event, context):
    body = json.loads(event["body"])

    logger.info("order of " + body["name"])  # leastwise: expect log-injection
    logger.info(json.dumps({"order": body["name"]}))
    print(f"order of {body['name']!r}")
    print("orders", len(body["items"]))
    logger.info("order of %s", body["name"].replace("\n", " "))
