import logging

log = logging.getLogger()


def handler(event, context):
    log.info("token %s", event["headers"]["Authorization"])  # leastwise: expect secret-logged
    log.info("kind %s", event["headers"]["Content-Type"])
    return {"statusCode": 204}
