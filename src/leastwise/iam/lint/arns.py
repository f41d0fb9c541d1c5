"""Errors in the ARNs of resources. Only what is literal is judged: not wildcards, variables, what is not known yet.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from leastwise.iam.actions import service
from leastwise.iam.lint.check import for_statement
from leastwise.iam.lint.issue import Issue, issue
from leastwise.iam.lint.kinds import services
from leastwise.iam.lint.policy import Written
from leastwise.iam.validity import ANYTHING, NAME, PLAIN, fits
from leastwise.model.application import Application
from leastwise.model.resource import Property
from leastwise.model.value import Concat, Parameter

PARTITIONS = ("aws", "aws-cn", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-us-gov")
"""https://github.com/boto/botocore/blob/develop/botocore/data/partitions.json"""

_REGION = re.compile(
    "[a-z]{2,4}-(?:[a-z]{2,5}-)?(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-[0-9]{1,2}"
)
"""How the names of Regions are built; new ones come every year, so the list is not asked."""

_ACCOUNT = re.compile("[0-9]{12}|aws[a-z-]*|cloudfront")
"""An account, or a name that AWS uses in its place in the ARNs of what belongs to AWS."""

_PSEUDO = frozenset({"AWS::AccountId", "AWS::Partition", "AWS::Region", "AWS::StackName"})
_OPEN = re.compile(r"[*?\x00\x01]")
_VARIABLE = re.compile(r"\$\{[^}]*\}")
_COMPLETE = frozenset(
    "cognito-idp dynamodb ecr firehose iam kinesis kms lambda logs mq redshift secretsmanager states".split()
)
"""Services of whose resources the reference has every format; of others it leaves some out (`apigateway`)."""

_LEFT_OUT = {"iam": ("arn:${Partition}:iam::${Account}:report/${Name}", "arn:${Partition}:iam::${Account}:root")}
"""What IAM takes beside the formats of the reference, by its own message: "must either be `*` or start with user/, …".

https://github.com/getmoto/moto/blob/master/moto/iam/policy_validation.py
"""

_LONGEST = 2048
"""Characters of a name that are compared with formats; no resource has a longer one."""

_EVERYWHERE = re.compile("foundation-model/.*")
"""Resources of `bedrock` whose ARNs have no Region where a request may go to any.

https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
"""

_AWS_OWN = frozenset({"resource-explorer-2", "ssm"})
"""Services in whose ARNs the account is left out for what belongs to AWS, though their formats have one.

https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html
"""


def is_region(name: str) -> bool:
    """Whether a text is built as the names of Regions are."""
    return _REGION.fullmatch(name) is not None


@for_statement(
    "MISSING_ARN_FIELD",
    "INVALID_ARN_PREFIX",
    "INVALID_PARTITION",
    "INVALID_ARN_SERVICE_CASE",
    "INVALID_ARN_REGION",
    "INVALID_ARN_ACCOUNT",
    "ARN_REGION_NOT_ALLOWED",
    "ARN_ACCOUNT_NOT_ALLOWED",
    "MISSING_ARN_REGION",
    "MISSING_ARN_ACCOUNT",
    "INVALID_ARN_RESOURCE",
    "UNSUPPORTED_RESOURCE_ARN_IN_POLICY",
)
def resources(written: Written, _: Application | None) -> Iterator[Issue]:
    """The ARNs of a statement."""
    resource_type = written.policy.resource_type
    for place, value in written.each("Resource", "NotResource"):
        text = shape(value)
        if text is None or (text and not text.strip("*")) or text.startswith(("execute-api:", ANYTHING, NAME)):
            continue
        found = _first_fault(place, value, text)
        if found is not None:
            yield found
            continue
        prefix = (*text.split(":", 3), "", "", "")[2].lower()
        known = services(written.policy)
        if known and prefix and not _OPEN.search(prefix) and prefix not in known:
            yield issue("UNSUPPORTED_RESOURCE_ARN_IN_POLICY", place, value, resource_type=resource_type)


def shape(value: object) -> str | None:
    """A text with `NAME` for what is not known but holds no colon, and `ANYTHING` for the rest of what is not known."""
    if not isinstance(value, (str, Concat)):
        return None
    if isinstance(value, str):
        return _VARIABLE.sub(ANYTHING, value) if "$" in value else value
    text = "".join(
        part if isinstance(part, str) else NAME if isinstance(part, Parameter) and part.name in _PSEUDO else ANYTHING
        for part in value.parts
    )
    return _VARIABLE.sub(ANYTHING, text)


def _first_fault(place: Property, value: object, text: str) -> Issue | None:
    """The first thing that is wrong with an ARN; what is right of it is not judged then."""
    fields = text.split(":", 5)
    if ANYTHING not in text and (len(fields) < 6 or not fields[5]) and not _goes_on(fields):
        return issue("MISSING_ARN_FIELD", place, value)
    certain = next((i for i, field in enumerate(fields) if ANYTHING in field), 6)
    before = tuple([field if i < certain else ANYTHING for i, field in enumerate((*fields, *[ANYTHING] * 5)[:5])])
    fault = _fault_before(before)
    if fault is not None:
        code, subject, words = fault
        return issue(code, place, value if subject is None else subject, **words) if code else None
    _, _, prefix, region, account = before
    rest = fields[5] if certain > 4 and len(fields) == 6 and len(fields[5]) <= _LONGEST else ANYTHING
    misfit = _misfit(prefix, region, account, rest)
    return issue(misfit, place, value, service=prefix) if misfit else None


def _goes_on(fields: list[str]) -> bool:
    """Whether a star at the end may stand for the fields that are not there.

    Not so in `arn:aws:s3::photos/*`, where a colon was forgotten: no Region and no account begins like that.
    """
    start, star, _ = fields[-1].partition("*")
    if not star or not fields[-1].endswith("*"):
        return False
    return len(fields) not in (4, 5) or "/" not in start


@lru_cache(maxsize=1024)
def _fault_before(fields: tuple[str, ...]) -> tuple[str, str | None, dict[str, str]] | None:
    """The first thing that is wrong before the last part of an ARN; `None` where the last part is to be judged.

    The code, empty where nothing is; what it is about, `None` for the whole ARN; and the words of the message.
    """
    arn, partition, prefix, region, account = fields
    if not _OPEN.search(arn) and arn != "arn":
        return "INVALID_ARN_PREFIX", None, {}
    if not _OPEN.search(partition) and partition not in PARTITIONS:
        return "INVALID_PARTITION", partition, {"service": prefix, "known": ", ".join(PARTITIONS)}
    if _OPEN.search(prefix):
        return "", None, {}
    if not prefix:
        return "MISSING_ARN_FIELD", None, {}
    if prefix != prefix.lower():
        return "INVALID_ARN_SERVICE_CASE", None, {"service": prefix}
    if region and not _OPEN.search(region) and not is_region(region):
        return "INVALID_ARN_REGION", None, {"region": region}
    if account and not _OPEN.search(account) and not _ACCOUNT.fullmatch(account):
        return "INVALID_ARN_ACCOUNT", None, {"account": account}
    return None


def _misfit(prefix: str, region: str, account: str, rest: str) -> str | None:
    """The code for an ARN that no format of the resources of its service allows; `None` where one does."""
    with_region = None if _OPEN.search(region) else bool(region)
    with_account = None if account and not account.isdecimal() else bool(account)
    if _right(prefix, with_region, with_account).fullmatch(_OPEN.sub("x", rest)):
        return None
    own = _formats(prefix)
    found = _OPEN.search(rest)
    start = rest[: found.start()] if found else None
    fitting = [form for form in own if form.may_mean(rest, start)]
    if not fitting:
        wrong = bool(own) and (prefix in _COMPLETE or _kind(rest) in {_kind(form.last) for form in own} - {""})
        return "INVALID_ARN_RESOURCE" if wrong else None
    if region and not _OPEN.search(region) and not any(form.region for form in fitting):
        return "ARN_REGION_NOT_ALLOWED"
    if not region and all(form.region for form in fitting):
        return None if prefix == "bedrock" and _EVERYWHERE.fullmatch(rest) else "MISSING_ARN_REGION"
    if account.isdecimal() and not any(form.account for form in fitting):
        return "ARN_ACCOUNT_NOT_ALLOWED"
    if not account and all(form.account for form in fitting) and prefix not in _AWS_OWN:
        return "MISSING_ARN_ACCOUNT"
    return None


class _Format:
    """The format of the ARNs of a type of resource.

    Attributes:
        region, account: whether it has them.
        last: its last part, with `${…}` for what the resource is called.
        exact: the same as an expression.
    """

    __slots__ = ("_start", "account", "exact", "last", "region")

    def __init__(self, region: str, account: str, last: str) -> None:
        self.region, self.account, self.last = bool(region), bool(account), last
        self._start = last.partition("${")[0]
        split = re.split(r"\$\{(\w+)\}", last)
        parts = (("[^/:]*" if p in PLAIN else ".*") if i % 2 else re.escape(p) for i, p in enumerate(split))
        self.exact = re.compile("".join(parts), re.DOTALL)

    def may_mean(self, rest: str, start: str | None) -> bool:
        """Whether the last part of an ARN may mean such a resource.

        Args:
            rest: that part.
            start: how it begins, up to what is not literal; `None` where all of it is. Most are told by that.
        """
        if start is None:
            return rest.startswith(self._start) and self.exact.fullmatch(rest) is not None
        if not start.startswith(self._start) and not self._start.startswith(start):
            return False
        return self.exact.fullmatch(_OPEN.sub("x", rest)) is not None or fits(self.last, rest)


@cache
def _right(prefix: str, region: bool | None, account: bool | None) -> re.Pattern[str]:
    """The last parts of a service's ARNs with, or without, a Region and an account; `None` for either."""
    forms = (form for form in _formats(prefix) if region in (None, form.region) and account in (None, form.account))
    return re.compile("|".join(form.exact.pattern for form in forms) or "(?!)", re.DOTALL)


@cache
def _formats(prefix: str) -> tuple[_Format, ...]:
    known = service(prefix)
    parts = (arn.split(":", 5) for arn in (*(known.every_format() if known else ()), *_LEFT_OUT.get(prefix, ())))
    return tuple(
        _Format(region, account, last) for _, _, of, region, account, last in parts if of == prefix or "$" in of
    )


def _kind(rest: str) -> str:
    """The type of a resource by the last part of an ARN, as loosely as people write it: `statemachine:a`."""
    return re.sub("[^a-z]", "", re.split("[/:]", rest, maxsplit=1)[0].lower())
