import json
import os
from enum import Enum
from typing import Annotated, Literal, Optional
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints


class Kind(str, Enum):
    A = "a"
    B = "b"


class Line(BaseModel):
    number: int
    text: str


class Order(BaseModel):
    id: UUID
    kind: Kind
    size: Literal["s", "m"]
    code: Annotated[str, StringConstraints(pattern="^[a-z0-9]+$")]
    other: str = Field(pattern=r"^\w+$")
    count: Optional[int] = None
    name: str
    line: Line


def handler(event, context):
    order = Order.model_validate_json(event["body"])
    os.system(f"order {order.id} {order.kind} {order.size} {order.count}")
    os.system("order " + order.code)
    os.system("order " + order.other)
    os.system("order " + order.name)  # leastwise: expect command-injection
    os.system(f"order {order.line.number}")
    os.system(f"order {order.line.text}")  # leastwise: expect command-injection
    again = Order(**json.loads(event["body"]))
    os.system(f"order {again.count}")
    os.system(f"order {again.name}")  # leastwise: expect command-injection
