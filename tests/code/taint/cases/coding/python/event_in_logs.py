import json
import logging

logger = logging.getLogger()


def handler(event, context):
    logger.info("Event: %s", event)  # leastwise: expect event-logged
    logger.info(f"got {json.dumps(event, indent=2)}")  # leastwise: expect event-logged
    print(event["headers"])  # leastwise: expect event-logged
    print(event["requestContext"], event["rawPath"], len(event))
    print(event.keys())
    return {"statusCode": 200}
