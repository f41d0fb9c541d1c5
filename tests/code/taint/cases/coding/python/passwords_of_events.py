# event: http-api
import json
import logging

logger = logging.getLogger()


def handler(event, context):
    body = json.loads(event["body"])
    print("login of", body["user"], body["password"])  # leastwise: expect secret-logged
    logger.info("card %s", body["cardNumber"])  # leastwise: expect secret-logged
    logger.info("password has %d signs", len(body["password"]))
    logger.info("reset of %s", body["passwordResetUrl"])
    return {"statusCode": 204}
