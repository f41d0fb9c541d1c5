"""How authors of serverless.yml write what is a CloudFormation property in the model.

https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from typing import Any

from leastwise.fix.result import FileChange
from leastwise.fix.sam import Wording
from leastwise.fix.written import Spot, Written
from leastwise.model.edit import AddResource, Edit, Set
from leastwise.model.errors import PatchError
from leastwise.model.resource import Path, Property, Resource, steps
from leastwise.model.value import Map, Seq
from leastwise.patch import change
from leastwise.read.serverless.outside import said_instead, why_outside
from leastwise.read.tables import table

_SELF = re.compile(r"\$\{self:([\w.-]+)\}\Z")
_EVENTS = {"AWS::ApiGateway::Method": "http", "AWS::ApiGatewayV2::Route": "httpApi"}
_KINDS = {"AWS_IAM": "aws_iam", "COGNITO_USER_POOLS": "COGNITO_USER_POOLS", "CUSTOM": "request", "JWT": "jwt"}
_IDS = {"http": "authorizerId", "httpApi": "id"}
_STAGES = {"AWS::ApiGateway::Stage": "restApi", "AWS::ApiGatewayV2::Stage": "httpApi"}
_ACCESS = {"accessLogging": True, "executionLogging": False}


def wording(resource: Resource, block: Spot) -> Wording | None:
    """How the properties of a resource that the Framework makes are written; `None` where it has no words for them."""
    facts = table(__file__, "serverless").get(resource.type)
    if facts is None or not isinstance(block.raw, Map):
        return None
    base = block
    if "below" in facts:
        base = block.at(tuple(facts["below"]))
    elif (
        facts.get("within", "functions") not in block.path[:-1] or facts.get("event", block.path[-1]) != block.path[-1]
    ):
        return None
    words = ((new, own) for new, own in facts["names"].items() if not _is_too_new(resource, new))
    names = {steps(new): steps(own) for new, own in words}
    return Wording(base, names, {}, {})


def _is_too_new(resource: Resource, dotted: str) -> bool:
    """Whether the version of the Framework that the service is written for has no word for a property yet."""
    return resource.names.get(dotted, "").startswith("resources.extensions.")


def before(block: Spot, version: int) -> bool:
    """Whether the service is certainly written for a version of the Framework before this one."""
    found = re.search(r"\d+", str(block.at(("frameworkVersion",)).raw or ""))
    return found is not None and int(found[0][:3]) < version


def own_place(found: Spot, block: Spot) -> Spot | None:
    """Where a function itself would say what it takes from `provider`; `None` where it cannot."""
    if found.path[:1] != ("provider",) or "functions" not in block.path[:-1]:
        return None
    rest = found.path[1:]
    return block.below(*(("tracing",) if rest == ("tracing", "lambda") else rest))


def for_all(property: Property, value: Any, block: Spot) -> tuple[Spot, Any] | None:
    """Where `provider` says for all functions what a new setting is to be, and how; `None` where it does not."""
    known = table(__file__, "serverless")["for all"].get(property.resource.type, {}).get(property.dotted)
    if known is None or isinstance(value, (dict, list)) or not isinstance(block.at(("provider",)).raw, Map):
        return None
    if _is_too_new(property.resource, property.dotted):
        return None
    spot = block.at(("provider", *steps(known["as"])))
    for length in range(2, len(spot.path)):
        above = spot.at(spot.path[:length])
        if above.present and not isinstance(above.raw, Map):
            return None
    return (spot, known.get("values", {}).get(value, value)) if not spot.present else None


def origin(spot: Spot, texts: Collection[str]) -> Spot:
    """The place whose text decides a value: that of `custom` which a variable names and nothing else needs.

    Args:
        spot: where the value stands.
        texts: of all files of the service that may need it too.

    Raises:
        PatchError: it is computed, or needed elsewhere.
    """
    raw = spot.raw
    if not isinstance(raw, str) or "${" not in raw or spot.path[-1:] == ("Fn::Sub",):
        return spot
    match = _SELF.match(raw)
    if match is None:
        if spot.path[:1] == ("resources",) and "AWS::" in raw:
            return spot
        raise PatchError(f"{spot} is a variable: {raw[:60]}")
    path = steps(match[1])
    target = spot.at(path)
    if not target.present:
        raise PatchError(f"{spot} is the variable {raw}, which is written in another file")
    count = sum(len(re.findall(rf"self:{re.escape(match[1])}(?![\w-])", text)) for text in texts)
    above = ".".join(match[1].split(".")[:-1])
    wider = above and any(re.search(rf"self:{re.escape(above)}\}}", text) for text in texts)
    if count != 1 or wider:
        raise PatchError(f"the value is {raw}, which is used in more places")
    return origin(target, texts)


def changes(property: Property, value: Any, block: Spot, lower: Callable[[Any], Any]) -> list[FileChange] | None:
    """What it takes to give something that an event makes a value; `None` where this knows no words for it.

    Args:
        property: to be set.
        value: its new one.
        block: what its resource is made from.
        lower: writes values.
    """
    resource, path = property.resource, property.path
    if resource.type == "AWS::Lambda::Url" and path == ("AuthType",) and block.path[-1:] == ("url",):
        return [_merged(block, {"authorizer": "aws_iam"})]
    if resource.type in _STAGES and resource.by != "framework" and path == ("TracingEnabled",):
        tracing = block.at(("provider", "tracing", "apiGateway"))
        return [tracing.change(change.Set(tracing.path, value))]
    event = _EVENTS.get(resource.type, "")
    if not event or block.path[-1:] != (event,) or "events" not in block.path:
        return None
    if path == ("AuthorizationType",) and value in _KINDS:
        if value == "AWS_IAM":
            return [_merged(block, {"authorizer": "aws_iam" if event == "http" else {"type": "aws_iam"}})]
        return [_merged(block, {"authorizer": {"type": _KINDS[value]}})]
    if path == ("AuthorizerId",):
        return [_merged(block, {"authorizer": {_IDS[event]: lower(value)}})]
    return None


def _merged(block: Spot, entries: dict[str, Any]) -> FileChange:
    """A setting in the mapping of an event, or in one that takes the place of its short form."""
    raw = block.raw
    if isinstance(raw, Map):
        ((key, value),) = entries.items()
        path: Path = (*block.path, key)
        if isinstance(value, dict) and not isinstance(block.below(key).raw, str):
            ((inner, item),) = value.items()
            return block.change(change.Set((*path, inner), item))
        return block.change(change.Set(path, value))
    if isinstance(raw, str) and "${" not in raw and block.path[-1] in ("http", "httpApi"):
        method, _, route = raw.strip().partition(" ")
        long = {"method": "*", "path": "*"} if raw.strip() == "*" else {"method": method.lower(), "path": route.strip()}
        return block.change(change.Set(block.path, {**long, **entries}))
    if raw is True:
        return block.change(change.Set(block.path, entries))
    raise PatchError(f"{block} is computed")


def statements(spots: Iterable[Spot | None]) -> Spot | None:
    """The list in which the author's statements of a generated role stand, given the places of all of them."""
    for spot in spots:
        if spot is not None and len(spot.path) > 1 and spot.path[-2] in ("statements", "iamRoleStatements"):
            return spot.at(spot.path[:-1])
    return None


def extension(property: Property, value: Any, block: Spot) -> FileChange:
    """A property of a generated resource, said in `resources.extensions`.

    https://www.serverless.com/framework/docs/providers/aws/guide/resources#extending-generated-resources

    Args:
        property: of it.
        value: as it is written.
        block: what the resource is made from.

    Raises:
        PatchError: there is no place for extensions.
    """
    resource = property.resource
    found = block.at(("resources",)).raw
    top = block.document
    if not (isinstance(top, Map) and "provider" in top) or before(block, 2):
        raise PatchError(f"the Serverless Framework makes {resource.name}; its {property.dotted} cannot be set there")
    if found is not None and not isinstance(found, Map):
        raise PatchError(f"the Serverless Framework makes {resource.name}, and resources is no mapping to extend it in")
    logical_id = resource.key.rpartition(":")[2]
    spot = block.at(("resources", "extensions", logical_id, "Properties", *property.path))
    return spot.change(change.Set(spot.path, value))


def own_block(resource: Resource, block: Spot) -> Spot | None:
    """What the author wrote in `resources` about a generated resource as about one of his own, which is merged into it.

    https://www.serverless.com/framework/docs/providers/aws/guide/resources#override-aws-cloudformation-resource
    """
    found = block.at(("resources", "Resources", resource.key.rpartition(":")[2]))
    return found if found.declares(resource.type) else None


def refuse_outside(resource: Resource, path: Path = ()) -> None:
    """Refuse what would name a generated resource that the Framework's template does not hold under that name.

    Args:
        resource: to be changed, or referred to.
        path: of the property that is to be set.

    Raises:
        PatchError: it is one; the reason says where the property can be said instead.
    """
    logical_id = resource.key.rpartition(":")[2]
    why = why_outside(logical_id, resource.type)
    if why is not None:
        instead = said_instead(logical_id, resource.type, path) if path else None
        place = f"; {Property(resource, path).dotted} is said by {instead}" if instead else ""
        raise PatchError(f"{logical_id} cannot be named in the service: {why}{place}")


def access_logs(edits: list[Edit], block: Callable[[Resource], Spot]) -> list[FileChange] | None:
    """The log of an API that the Framework makes, in its own word; `None` where the edits want something else."""
    settings = [e for e in edits if isinstance(e, Set) and e.property.path[:1] == ("AccessLogSettings",)]
    stages = {edit.property.resource for edit in settings}
    stage = next(iter(stages), None)
    if len(stages) != 1 or stage is None or stage.type not in _STAGES or stage.framework != "serverless":
        return None
    beside = [edit for edit in edits if isinstance(edit, AddResource)]
    spot = block(stage)
    if not {"events", "provider"} & set(spot.path) or any(edit.type != "AWS::Logs::LogGroup" for edit in beside):
        return None
    if len(beside) + len(settings) < len(edits):
        return None
    if not isinstance(spot.at(("provider",)).raw, Map):
        return None
    kind = _STAGES[stage.type]
    logs = spot.at(("provider", "logs", kind))
    value: Any = True if kind == "httpApi" else dict(_ACCESS)
    if isinstance(logs.raw, str):
        raise PatchError(f"{logs} is a variable: {logs.raw[:60]}")
    if isinstance(logs.raw, Map):
        return [logs.change(change.Set((*logs.path, "accessLogging"), True))]
    return [logs.change(change.Set(logs.path, value))]


def section(block: Spot, resource: Resource, main: Written | None, others: list[tuple[Spot, Resource]]) -> Spot:
    """The mapping of resources that a new one is added to.

    Args:
        block: what the resource beside it is written in, or made from.
        resource: that one.
        main: the file of the service.
        others: blocks of the author's own resources.

    Raises:
        PatchError: there is none.
    """
    if block.path and block.declares(resource.type):
        return block.at(block.path[:-1])
    if main is not None:
        top = Spot(main, 0, ())
        found, inner = top.at(("resources",)).raw, top.at(("resources", "Resources")).raw
        if found is None or (isinstance(found, Map) and (inner is None or isinstance(inner, Map))):
            return top.at(("resources", "Resources"))
        for index, item in enumerate(found if isinstance(found, Seq) else ()):
            if isinstance(item, Map) and isinstance(item.get("Resources"), Map):
                return top.at(("resources", index, "Resources"))
    for spot, other in others:
        if spot.path and spot.declares(other.type):
            return spot.at(spot.path[:-1])
    raise PatchError("nothing in the service holds resources that another one could be added to")
