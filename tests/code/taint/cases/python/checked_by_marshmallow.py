import json
import os

from marshmallow import Schema, fields, validate


class Line(Schema):
    number = fields.Int()
    text = fields.Str()


class Order(Schema):
    id = fields.UUID(required=True)
    count = fields.Integer()
    when = fields.DateTime()
    kind = fields.Str(validate=validate.OneOf(["a", "b"]))
    code = fields.String(validate=validate.Regexp(r"^[a-z]+$"))
    open = fields.String(validate=validate.Regexp(r"[a-z]+"))
    name = fields.Str(validate=validate.Length(max=3))
    line = fields.Nested(Line)
    sizes = fields.List(fields.Int())


ORDER = Order()


def loaded(given):
    order = Order().load(given)
    os.system(f"order {order['id']} {order['count']} {order['when']} {order['sizes'][0]}")
    os.system("order " + order["kind"])
    os.system("order " + order["code"])
    os.system("order " + order["open"])  # leastwise: expect command-injection
    os.system("order " + order["name"])  # leastwise: expect command-injection
    os.system(f"order {order['line']['number']}")
    os.system(f"order {order['line']['text']}")  # leastwise: expect command-injection


def asked(given):
    errors = ORDER.validate(given)
    if errors:
        return
    os.system("order " + given["id"])
    os.system("order " + given["name"])  # leastwise: expect command-injection


def made(given):
    order = Schema.from_dict({"id": fields.UUID(), "name": fields.Str()})().load(given)
    os.system(f"order {order['id']}")
    os.system(f"order {order['name']}")  # leastwise: expect command-injection


def handler(event, context):
    body = json.loads(event["body"])
    loaded(body["loaded"])
    asked(body["asked"])
    made(body["made"])
    os.system("order " + body["other"]["id"])  # leastwise: expect command-injection
