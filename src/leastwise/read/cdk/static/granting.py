"""What grants of the CDK allow: statements of the table of grants, and the keys of what is encrypted."""

from __future__ import annotations

from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Parameter, Seq, Symbol, concat
from leastwise.read.cdk.static.emitter import Emitter, kind_of
from leastwise.read.cdk.static.values import Made
from leastwise.read.expand.values import made as literal
from leastwise.read.tables import table

KEYS = ("encryptionKey", "encryptionMasterKey", "masterKey")
"""Properties that hold the key that something is encrypted with, and attributes of the same names."""

_READING = ("grantRead", "grantReadData", "grantConsumeMessages")


def allow_key(made: Made, name: str, principal: Any, emitter: Emitter, span: Span) -> None:
    """What a grant on a store allows on the key that the store is encrypted with.

    https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_kms-readme.html
    """
    for prop in KEYS:
        key = made.props.get(prop)
        if isinstance(key, Made) and kind_of(key) == "aws_kms.Key":
            grant = "grantDecrypt" if name in _READING else "grantEncryptDecrypt"
            for entry in table(__file__, "grants")["grants"]["aws_kms.Key"][grant]:
                emitter.grant(principal, granted(key, entry, emitter, span), span, by="framework")


def granted(made: Made, entry: dict[str, Any], emitter: Emitter, span: Span) -> Map:
    """A statement of the table of grants, about a construct."""
    statement_ = Map(span, {"Effect": "Allow"})
    statement_.put("Action", Seq(span, entry["actions"]), span)
    resources = [_resource(made, text, emitter) for text in entry["resources"]]
    statement_.put("Resource", resources[0] if len(resources) == 1 else Seq(span, resources), span)
    if "condition" in entry:
        statement_.put("Condition", literal(span, entry["condition"]), span)
    return statement_


def _resource(made: Made, text: str, emitter: Emitter) -> Any:
    """`${Arn}/*` and the like, with the attributes of a construct."""
    parts: list[str | Symbol] = []
    for index, piece in enumerate(text.split("${")):
        name, closed, rest = piece.partition("}") if index else ("", "", piece)
        if closed:
            own = "::" not in name
            parts.append(emitter.reference(emitter.logical(made), name) if own else Parameter(name))
        if rest:
            parts.append(rest)
    return concat(parts)
