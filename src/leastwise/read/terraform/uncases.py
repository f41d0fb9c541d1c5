"""The cases turned round: properties that no row takes, as Terraform's arguments. Each takes out what it says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeGuard

from leastwise.model.value import Map, Seq
from leastwise.read.taken import get
from leastwise.read.terraform.cases import NOTIFICATIONS

Uncase = Callable[[Map], dict[str, Any]]


def _keys(left: Map) -> dict[str, Any]:
    made: dict[str, Any] = {}
    schema = left.get("KeySchema")
    for key in schema if isinstance(schema, Seq) else ():
        kind = key.get("KeyType") if isinstance(key, Map) else None
        if kind in ("HASH", "RANGE"):
            made["hash_key" if kind == "HASH" else "range_key"] = key["AttributeName"]
    if made:
        del left["KeySchema"]
    encryption = left.get("SSESpecification")
    if isinstance(encryption, Map) and encryption.get("SSEEnabled") is True:
        encryption.pop("SSEType", None)
    return made


def _index_keys(left: Map) -> dict[str, Any]:
    """A table's keys; those of its indexes are put where the rows of indexes take them from."""
    for name in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
        indexes = left.get(name)
        for index in indexes if isinstance(indexes, Seq) else ():
            if isinstance(index, Map):
                index.update(_keys(index))
    return _keys(left)


def _code(name: str) -> Uncase:
    def uncase(left: Map) -> dict[str, Any]:
        code = left.get(name)
        if isinstance(code, Map) and isinstance(code.get("LocalPath"), str):
            path = code.pop("LocalPath")
            if not code:
                del left[name]
            return {"filename": path}
        return {}

    return uncase


def _method_path(left: Map) -> dict[str, Any]:
    path, method = left.get("ResourcePath"), left.get("HttpMethod")
    if not isinstance(path, str) or not isinstance(method, str):
        return {}
    del left["ResourcePath"], left["HttpMethod"]
    return {"method_path": f"{path.lstrip('/')}/{method}"}


def _latest(left: Map) -> dict[str, Any]:
    if left.get("Qualifier") == "$LATEST":
        del left["Qualifier"]
    return {}


def _notification(left: Map) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, argument, source, property_ in NOTIFICATIONS:
        if not _are_maps(left.get(source)):
            continue
        for entry in left.pop(source):
            block = {"events": [entry.get("Event")], argument: entry.get(property_)}
            inner = get(entry, ("Filter", "S3Key", "Rules"))
            for rule in inner if _are_maps(inner) else ():
                block[f"filter_{str(rule.get('Name')).lower()}"] = rule.get("Value")
            made.setdefault(name, []).append(block)
    return made


def _are_maps(value: Any) -> TypeGuard[Seq]:
    """Whether a list is known item by item; what is not stays over."""
    return isinstance(value, Seq) and all(isinstance(item, Map) for item in value)


_RULE = {"IpProtocol": "protocol", "FromPort": "from_port", "ToPort": "to_port", "Description": "description"}
_SOURCES = {"CidrIp": "cidr_blocks", "CidrIpv6": "ipv6_cidr_blocks"}
_SIDES = {"PrefixListId": "prefix_list_ids", "SecurityGroupId": "security_groups"}
_ALL_OUT = {"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}


def _security_group(left: Map) -> dict[str, Any]:
    """Rules as blocks. CloudFormation lets everything out where nothing is said, Terraform nothing."""
    made: dict[str, Any] = {}
    for name, side in (("ingress", "Source"), ("egress", "Destination")):
        rules = left.get(f"SecurityGroup{name.capitalize()}")
        sources = _SOURCES | {f"{side}{key}": argument for key, argument in _SIDES.items()}
        blocks = []
        known = _are_maps(rules) and all(rule.keys() <= {*_RULE, *sources} for rule in rules)
        for rule in left.pop(f"SecurityGroup{name.capitalize()}") if known else ():
            block: dict[str, Any] = {"from_port": 0, "to_port": 0}
            block |= {own: rule[key] for key, own in _RULE.items() if key in rule}
            block |= {own: [rule[key]] for key, own in sources.items() if key in rule}
            blocks.append(block)
        if rules is None and name == "egress":
            blocks.append(_ALL_OUT)
        if blocks:
            made[name] = blocks
    return made


def _mfas(left: Map) -> dict[str, Any]:
    factors = left.get("EnabledMfas")
    if not isinstance(factors, Seq):
        return {}
    del left["EnabledMfas"]  # other factors are there as soon as they are configured
    return {"software_token_mfa_configuration": [{"enabled": True}]} if "SOFTWARE_TOKEN_MFA" in factors else {}


def _delivery_stream(left: Map) -> dict[str, Any]:
    left.pop("DeliveryStreamType", None)
    encryption = left.get("DeliveryStreamEncryptionConfigurationInput")
    if not isinstance(encryption, Map):
        return {}
    del left["DeliveryStreamEncryptionConfigurationInput"]
    names = {"KeyType": "key_type", "KeyARN": "key_arn"}
    given = {own: encryption[name] for name, own in names.items() if name in encryption}
    return {"server_side_encryption": [{"enabled": True, **given}]}


UNCASES: dict[str, Uncase] = {
    "delivery_stream": _delivery_stream,
    "event_invoke_qualifier": _latest,
    "lambda_code": _code("Code"),
    "layer_code": _code("Content"),
    "method_path": _method_path,
    "mfas": _mfas,
    "notification": _notification,
    "security_group": _security_group,
    "table_keys": _index_keys,
}
"""Name of a case → what turns it round. What is not here leaves its properties over, and they are said to be left."""
