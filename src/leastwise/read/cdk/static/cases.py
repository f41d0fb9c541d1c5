"""What is so in one case of an application's conditions and matters to the grants in all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from leastwise.model.resource import Resource
from leastwise.model.value import Map
from leastwise.read.cdk.static.emitter import UNFOLLOWED

_MAPPING = "AWS::Lambda::EventSourceMapping"
_OTHER = "it is fed from here in another case, by what the source does not tell"


def share(cases: Iterable[dict[str, Resource]]) -> None:
    """Add to each case what makes grants doubtful in another: a grant is written once for all of them.

    Args:
        cases: the resources of each, which are added to.
    """
    cases = list(cases)
    known = [{_mark(one): one for one in _doubtful(case)} for case in cases]
    everywhere = {mark: one for case in known for mark, one in case.items()}
    for case, own in zip(cases, known, strict=True):
        for mark, one in everywhere.items():
            of = one.properties.get("Of", one.properties.get("FunctionName"))
            gone = of is not None and of.resource.partition(":")[2] not in case
            if mark not in own and not gone:
                key = f"{one.key}InAnotherCase"
                case[key.partition(":")[2]] = one if one.type == UNFOLLOWED else _doubt(one, key)


def _doubtful(case: dict[str, Resource]) -> Iterator[Resource]:
    return (one for one in case.values() if one.type in (UNFOLLOWED, _MAPPING))


def _mark(one: Resource) -> str:
    told = ("Of", "Reason", "FunctionName", "EventSourceArn")
    return repr((one.type, one.span[1:], one.span[0].path, [one.properties.get(name) for name in told]))


def _doubt(mapping: Resource, key: str) -> Resource:
    given = Map(mapping.span, {"Reason": _OTHER})
    if "FunctionName" in mapping.properties:
        given["Of"] = mapping.properties["FunctionName"]
    body = Map(mapping.span, {"Type": UNFOLLOWED, "Properties": given})
    return Resource(
        key=key,
        id=f"{mapping.id}/other",
        name=f"{mapping.name}/other",
        type=UNFOLLOWED,
        body=body,
        span=mapping.span,
        by="framework",
        framework="cdk",
    )
