# event: sqs
import os

from aws_lambda_powertools.utilities.parser import BaseModel, event_parser, parse
from aws_lambda_powertools.utilities.parser.envelopes import ApiGatewayEnvelope


class Order(BaseModel):
    count: int
    name: str


def one(record):
    order = parse(event=record["body"], model=Order)
    os.system(f"order {order.count}")
    os.system(f"order {order.name}")  # leastwise: expect command-injection


def handler(event, context):
    for record in event["Records"]:
        one(record)
