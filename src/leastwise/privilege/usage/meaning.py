"""What an event of CloudTrail stands for: the actions that the operation needs, and the ARNs that it was on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from leastwise.iam.actions import Action, expand, service
from leastwise.iam.filling import needed, resources
from leastwise.iam.operations import Operation, Requirement, called
from leastwise.iam.pattern import matches
from leastwise.iam.truth import Truth
from leastwise.model.record import record
from leastwise.read.tables import table

_VERSION = re.compile(r"_?20\d\d_?\d\d_?\d\d(?:v\d+)?$")
"""`GetFunction20150331v2`, `CreateDistribution2020_05_31`: Lambda and CloudFront write the version of the API.

https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html
"""

_HIDDEN = ("HIDDEN_DUE_TO_SECURITY_REASONS", "***")
_DEPTH = 6
_MANY = 50
"""Items of a list in the parameters of a request that are looked at."""

_SIGNS = re.compile(r"[*?$]")


@record(eq=False)
class Meaning:
    """What events of one name stand for.

    Attributes:
        requires: what the operation needs, as far as events tell it.
        action: the action of the same name, where no operation is known.
        arguments: parameter of the request, as CloudTrail writes it → argument of the operation; those that matter.
    """

    requires: tuple[Requirement, ...]
    action: Action | None
    arguments: Mapping[str, str]


@cache
def meaning(source: str, name: str) -> Meaning | None:
    """What an event stands for by its `eventSource` and `eventName`; `None` where nobody knows.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
    """
    tables = table(__file__, "events")
    host = source.partition(".")[0]
    host = tables["services"].get(host, host)
    name = tables["names"].get(f"{host}:{name}", name)
    operation = called(host, name) or called(host, _VERSION.sub("", name))
    if operation is None or operation.unknown is not None:
        same = service(host)
        found = None if same is None else same.expand(_VERSION.sub("", name))
        return Meaning((), found[0], {}) if found and "*" not in name else None
    own = tuple(row for row in operation.requires if row.source in ("code", "argument", "pass-role"))
    spelled = tables["arguments"].get(host, {})
    return Meaning(own, None, _arguments(operation, spelled))


def _arguments(operation: Operation, spelled: Mapping[str, str]) -> dict[str, str]:
    wanted: dict[str, str] = {}
    for row in operation.requires:
        paths = [hole.path for group in row.resources for form in group for hole in form.holes]
        for path in (*paths, *(condition.path for condition in row.when)):
            name = path[0]
            wanted[name] = wanted[name[:1].lower() + name[1:]] = name
    return wanted | {given: name for given, name in spelled.items() if name in wanted}


def arguments_of(found: Meaning, parameters: Any) -> dict[str, Any]:
    """The parameters of a request that matter, as the operation calls them. The keys of objects do not."""
    given: dict[str, Any] = {}
    if not isinstance(parameters, dict):
        return given
    for name, argument in found.arguments.items():
        value = parameters.get(name)
        if value is not None and value not in _HIDDEN:
            given[argument] = _spelled(value)
    if "Bucket" in given and "Key" in given:
        given["Key"] = "*"
    return given


def _spelled(value: Any, depth: int = 0) -> Any:
    """A value with the names in it as CloudTrail and as the operation writes them."""
    if depth > _DEPTH:
        return None
    if isinstance(value, list):
        return [_spelled(one, depth + 1) for one in value[:_MANY]]
    if isinstance(value, dict):
        found: dict[str, Any] = {}
        for name, one in list(value.items())[:_MANY]:
            inner = _spelled(one, depth + 1)
            found[name] = found[name[:1].upper() + name[1:]] = inner
        return found
    return value


def actions_of(
    found: Meaning, arguments: Mapping[str, Any], named: tuple[str, ...], here: tuple[str, str, str]
) -> Iterator[tuple[str, str]]:
    """The actions that an event stands for, each with an ARN, `*` for an action on nothing, or nothing where not told.

    Args:
        found: what events of its name stand for.
        arguments: see `arguments_of`.
        named: the ARNs that the event says it is about.
        here: partition, region and account.
    """
    if found.action is not None:
        for arn in _named(found.action, named):
            yield str(found.action), arn
    for row in found.requires:
        holds = needed(row, arguments)
        if holds is Truth.NO or (row.source != "code" and holds is not Truth.YES) or row.optional:
            continue
        action = (expand(row.action) or (None,))[0]
        own = [_here(value, here) for value in resources(row, arguments) if isinstance(value, str)]
        own = [arn for arn in own if arn.startswith("arn:") and not _is_open(arn)]
        for arn in own or (_named(action, named) if action is not None else [""]):
            yield row.action, _whole(arn)


def _is_open(arn: str) -> bool:
    """Whether an argument leaves open which resource it is; that of objects always does."""
    return _SIGNS.search(arn.removesuffix("/*") if ":s3:::" in arn else arn) is not None


def _here(arn: str, here: tuple[str, str, str]) -> str:
    for name, value in zip(("Partition", "Region", "Account"), here, strict=True):
        arn = arn.replace(f"${{{name}}}", value)
    return arn


def _named(action: Action, named: tuple[str, ...]) -> list[str]:
    """The ARNs of an event that an action can be on; of several kinds those that say least."""
    if not action.resource_types:
        return ["*"]
    known = service(action.service)
    formats = [] if known is None else [re.sub(r"\$\{[^}]*\}", "*", one) for one in known.formats(action)]
    fitting = {arn for arn in named if any(matches(one, arn) for one in formats)}
    if any("/" not in arn for arn in fitting) and action.service == "s3":
        fitting = {arn for arn in fitting if "/" not in arn}
    return sorted(fitting) or ([""] if action.takes_resource else ["*"])


def _whole(arn: str) -> str:
    """An object goes by all objects of its bucket: which ones there are changes every day."""
    if ":s3:::" in arn and "/" in arn:
        return arn.partition("/")[0] + "/*"
    return arn
