"""On what depends whether a call is made, and what a policy can ask of its request, because it always sends it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leastwise.code.needs.instances import Instance
from leastwise.code.needs.use import Use
from leastwise.iam.filling import found
from leastwise.iam.operations import Requirement
from leastwise.iam.truth import Truth, every
from leastwise.model.value import Concat


def asked(requirement: Requirement, arguments: Any) -> Mapping[str, Any] | None:
    """The condition block that one call meets whatever it is called with; `None` where there is none to ask for.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html

    Args:
        requirement: what the call needs.
        arguments: of the call, with `*` for what is not known.
    """
    keys = {}
    for key, path in requirement.within:
        values = list(found(arguments, path))
        text = beginning(values[0]) if len(values) == 1 else ""
        if text:
            keys[key] = text
    return {"StringLike": keys} if keys else None


def beginning(value: Any) -> str:
    """A text as a pattern: all of it, or what is known of how it begins and `*`; empty where that is nothing."""
    first = value.parts[0] if isinstance(value, Concat) else value
    if not isinstance(first, str):
        return ""
    known, star, _ = first.partition("*")
    if "?" in known or "$" in known:  # signs that mean something else in a pattern
        return ""
    return f"{known}*" if known and (star or first is not value) else known


def applies(use: Use, instance: Instance) -> Truth:
    """Whether texts of the template begin so that a call is made; by the defaults of parameters, if need be."""
    return every(_begins(value, text, instance) for value, text in use.begins)


def _begins(value: Any, text: str, instance: Instance) -> Truth:
    for one in (instance, instance.opened):
        settled = None if one is None else one.value(value)
        first = settled.parts[0] if isinstance(settled, Concat) else settled
        if isinstance(first, str):
            return Truth.of(first.startswith(text))
    return Truth.UNKNOWN
