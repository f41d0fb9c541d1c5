import random
import secrets
import uuid

import boto3

started = uuid.uuid4()  # leastwise: expect snapstart-state
nonce = secrets.token_hex(8)  # leastwise: expect snapstart-state
secret = boto3.client("secretsmanager").get_secret_value(SecretId="shop")  # leastwise: expect snapstart-state
table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    return {"statusCode": 200, "body": str(uuid.uuid4()) + str(random.random())}
