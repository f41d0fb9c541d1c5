"""Errors in the values of conditions: addresses, Regions, networks, keys, wildcards in keys that identify.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from leastwise.iam import keys
from leastwise.iam.lint.arns import is_region
from leastwise.iam.lint.check import for_statement
from leastwise.iam.lint.condition import Test
from leastwise.iam.lint.issue import Issue, issue
from leastwise.iam.lint.policy import Written
from leastwise.iam.pattern import has_wildcard
from leastwise.model.application import Application
from leastwise.model.resource import Property
from leastwise.model.value import Map, Seq, Symbol

_NETWORKS = {"aws:sourcevpc": ("INVALID_VPC_FORMAT", "vpc"), "aws:sourcevpce": ("INVALID_VPCE_FORMAT", "vpce")}
_SERVICES = {
    "iam:passedtoservice": "service-name.amazonaws.com",
    "iam:awsservicename": "service-name.amazonaws.com",
    "kms:viaservice": "service-name.AWS_region.amazonaws.com",
    "aws:principalservicename": "service-name.amazonaws.com",
    "aws:calledvia": "service-name.amazonaws.com",
    "aws:calledviafirst": "service-name.amazonaws.com",
    "aws:calledvialast": "service-name.amazonaws.com",
}
"""Key → the format of the service principals that it takes.

https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
"""

_SERVICE = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_KMS_KEY = "s3:x-amz-server-side-encryption-aws-kms-key-id"
"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html"""

_PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
"""https://www.rfc-editor.org/rfc/rfc1918"""

_OWN_CHOICE = re.compile(
    r"\$\{\s*(?:aws:(?:principaltag/|requesttag/|username|userid|sourceidentity|useragent|referer)|saml:)[^}]*\}", re.I
)
"""Variables whose value a principal, or who administers it, chooses; `aws:PrincipalAccount` and its like are fixed."""

_JSON_TYPES = {str: "text", bool: "true or false", int: "number", float: "number"}


@for_statement("INVALID_CONDITION_DATA_TYPE", "DATA_TYPE_MISMATCH", of="Condition")
def types(written: Written, _: Application | None) -> Iterator[Issue]:
    """Values that are no texts, numbers or truths, or not all of one JSON type where the policy is JSON text."""
    for test in written.conditions:
        found = set()
        for place, value in test.values():
            if isinstance(value, (Map, Seq)) or value is None:
                yield issue("DATA_TYPE_MISMATCH", place, test.key, expected="a text or a list of texts")
            elif not isinstance(value, Symbol):
                found.add(_JSON_TYPES.get(type(value), ""))
        if len(found) > 1 and written.policy.text:
            yield issue("INVALID_CONDITION_DATA_TYPE", test.place, test.key, expected="values of one JSON type")


@for_statement("TYPE_MISMATCH_IP_RANGE", "PRIVATE_IP_ADDRESS", "PRIVATE_NOT_IP_ADDRESS", of="Condition")
def addresses(written: Written, _: Application | None) -> Iterator[Issue]:
    """Values that are no addresses, and conditions on the public address of the caller that name private ones only."""
    for test in written.conditions:
        if test.type != "IPAddress":
            continue
        private = []
        for place, value in test.values():
            network = is_private(value) if isinstance(value, str) and "${" not in value else False
            if network is None:
                yield issue("TYPE_MISMATCH_IP_RANGE", place, value, operator=test.written)
            private.append(network is True)
        if test.low == "aws:sourceip" and private and all(private):
            negated = test.operator == "NotIpAddress"
            yield issue("PRIVATE_NOT_IP_ADDRESS" if negated else "PRIVATE_IP_ADDRESS", test.place)


@for_statement("INVALID_REGION", "INVALID_VPC_FORMAT", "INVALID_VPCE_FORMAT", of="Condition")
def names(written: Written, _: Application | None) -> Iterator[Issue]:
    """Regions and networks that cannot exist."""
    for test in written.conditions:
        if test.low == "aws:requestedregion":
            for place, value in _literal(test):
                if not is_region(value):
                    yield issue("INVALID_REGION", place, value)
        elif test.low in _NETWORKS:
            code, prefix = _NETWORKS[test.low]
            for place, value in _literal(test):
                if not re.fullmatch(f"{prefix}-(?:[0-9a-z]{{8}}|[0-9a-z]{{17}})", value):
                    yield issue(code, place, value)


@for_statement("INVALID_SERVICE_PRINCIPAL_FORMAT", "INVALID_KMS_KEY_VALUE", of="Condition")
def principals(written: Written, _: Application | None) -> Iterator[Issue]:
    """Services that are not named by their principals, and KMS keys that are not named by their ARNs."""
    for test in written.conditions:
        if test.low in _SERVICES:
            for place, value in _literal(test):
                if not _SERVICE.fullmatch(value):
                    yield issue("INVALID_SERVICE_PRINCIPAL_FORMAT", place, value, expected=_SERVICES[test.low])
        elif test.low == _KMS_KEY:
            for place, value in _literal(test):
                if not value.startswith("arn:"):
                    yield issue("INVALID_KMS_KEY_VALUE", place, value, key=test.key)


@for_statement("WILDCARD_USAGE_TOO_PERMISSIVE", "VARIABLE_USAGE_TOO_PERMISSIVE", of="Condition")
def sensitive(written: Written, _: Application | None) -> Iterator[Issue]:
    """Wildcards in keys that identify an account, an organization or a network, and variables that act like them."""
    for test in written.conditions:
        if test.operator is None or "Like" not in test.operator or not keys.sensitive(test.key):
            continue
        for place, value in test.values():
            if isinstance(value, str) and has_wildcard(re.sub(r"\$\{[*?$]\}", "", value)):
                yield issue("WILDCARD_USAGE_TOO_PERMISSIVE", place, value, key=test.key)
            elif isinstance(value, str) and (found := _OWN_CHOICE.search(value)):
                yield issue("VARIABLE_USAGE_TOO_PERMISSIVE", place, found[0], key=test.key)


def is_private(value: str) -> bool | None:
    """Whether an address or range is one of a private network; `None` where it is none."""
    from ipaddress import ip_network

    try:
        found = ip_network(value.strip(), strict=False)
    except ValueError:
        return None
    return found.version == 4 and any(found.subnet_of(ip_network(private)) for private in _PRIVATE)  # type: ignore[arg-type]


def _literal(test: Test) -> Iterator[tuple[Property, str]]:
    """The values that are compared letter by letter and hold nothing that is not known."""
    for place, value in test.values() if test.type == "String" else ():
        if isinstance(value, str) and not has_wildcard(value) and "$" not in value and "{" not in value:
            yield place, value
