"""Keys of the application: whoever reads or writes what is encrypted with one needs the key as well.

AWS's own keys (`alias/aws/sqs`) let in whoever may use the service, so they ask for nothing.
https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-key
"""

from __future__ import annotations

from typing import Any

from leastwise.iam.wiring.arns import is_arn, is_value, made, own_arn
from leastwise.iam.wiring.need import Because, Collector
from leastwise.model.application import Application
from leastwise.model.resource import Resource
from leastwise.model.value import Concat, Reference, Unknown
from leastwise.read.tables import table

_KEY = "arn:${Partition}:kms:${Region}:${AccountId}:key/@"


def add_keys(needs: Collector) -> None:
    """Note the keys of the resources that the needs so far are about."""
    keys = table(__file__, "keys")
    for need in needs.found():
        actions = keys["actions"].get(need.action)
        if not actions:
            continue
        for value in need.resources:
            resource = _subject(needs.app, value)
            place = (
                None
                if resource is None
                else next(
                    (resource[path] for path in keys["types"].get(resource.type, ()) if resource[path].present), None
                )
            )
            key = None if place is None else key_arn(needs.app, place.value)
            if key is None or place is None:
                continue
            because = tuple(Because(why.property, f"{why.note}, encrypted with a key") for why in need.because)
            for why in (Because(place, "it is encrypted with this key"), *because):
                needs.add(actions, (key,), "kms", why, optional=need.optional)


def _subject(app: Application, value: Any) -> Resource | None:
    first = value.parts[0] if isinstance(value, Concat) else value
    return app.by_key.get(first.resource) if isinstance(first, Reference) else None


def key_arn(app: Application, value: Any) -> Any:
    """The ARN of a key by what names it; `None` where there is none or where it is one of AWS's own."""
    for _ in range(3):
        if not is_value(value) or value == "":
            return None
        found = app.referenced(value)
        if found is None:
            found = _by_alias(app, value)
        if found is None:
            break
        if found.type == "AWS::KMS::Key":
            return own_arn(found)
        if found.type == "AWS::KMS::ReplicaKey":
            return Reference(found.key, "Arn")
        value = found.properties.get("TargetKeyId") if found.type == "AWS::KMS::Alias" else None
    if isinstance(value, str) and "alias/" in value:
        return None if "alias/aws/" in value else Unknown(f"which key {value} stands for is not known")
    if isinstance(value, str) and value in ("AES256", "AWS_OWNED_KMS_KEY", "AWS_OWNED_CMK"):
        return None
    return value if is_arn(value) or not isinstance(value, str) else made(_KEY, value)


def _by_alias(app: Application, value: Any) -> Resource | None:
    aliases = app.resources("AWS::KMS::Alias")
    return next((alias for alias in aliases if alias.properties.get("AliasName") == value), None)
