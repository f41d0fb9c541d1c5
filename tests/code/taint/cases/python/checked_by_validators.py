import json
import os

import attrs
import cerberus
from pydantic import BaseModel, field_validator
from voluptuous import All, Coerce, In, Match, Schema

RULES = cerberus.Validator(
    {
        "count": {"type": "integer"},
        "kind": {"type": "string", "allowed": ["a", "b"]},
        "code": {"type": "string", "regex": "[a-z]+"},
        "name": {"type": "string"},
    }
)
FORM = Schema({"count": int, "size": Coerce(int), "kind": In(["a"]), "code": All(str, Match(r"^[a-z]+$")), "name": str})


@attrs.define
class Order:
    count: int
    kind: str = attrs.field(validator=attrs.validators.in_(["a", "b"]))
    code: str = attrs.field(validator=attrs.validators.matches_re(r"[a-z]+"))
    size: int = attrs.field(validator=attrs.validators.instance_of(int))
    name: str = ""


class Model(BaseModel):
    count: int
    kind: str
    name: str

    @field_validator("kind")
    @classmethod
    def known(cls, value):
        if value not in ("a", "b"):
            raise ValueError("unknown")
        return value


def by_cerberus(given):
    if not RULES.validate(given):
        return
    os.system(f"order {given['count']} {given['kind']} {given['code']}")
    os.system(f"order {given['name']}")  # leastwise: expect command-injection


def by_voluptuous(given):
    order = FORM(given)
    os.system(f"order {order['count']} {order['size']} {order['kind']} {order['code']}")
    os.system(f"order {order['name']}")  # leastwise: expect command-injection


def by_attrs(given):
    order = Order(**given)
    os.system(f"order {order.kind} {order.code} {order.size}")
    os.system(f"order {order.count}")  # leastwise: expect command-injection
    os.system(f"order {order.name}")  # leastwise: expect command-injection


def by_pydantic(given):
    model = Model(**given)
    os.system(f"order {model.count} {model.kind}")
    os.system(f"order {model.model_dump()['count']}")
    os.system(f"order {model.model_dump()['name']}")  # leastwise: expect command-injection


def handler(event, context):
    body = json.loads(event["body"])
    by_cerberus(body["cerberus"])
    by_voluptuous(body["voluptuous"])
    by_attrs(body["attrs"])
    by_pydantic(body["pydantic"])
