"""Values of the CDK in CloudFormation's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Parameter, Reference, Seq, Symbol, Unknown, concat
from leastwise.read.cdk.static.constants import constant
from leastwise.read.cdk.static.elements import known_elements
from leastwise.read.cdk.static.emitter import Emitter, kind_of, principal_of
from leastwise.read.cdk.static.library import of_stack
from leastwise.read.cdk.static.values import Called, External, Instance, Made, Member, Rooted
from leastwise.read.expand.context import MANAGED_POLICY
from leastwise.read.files import join_path
from leastwise.read.tables import table

_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
_MEBIBYTES = {"mebibytes": 1, "gibibytes": 1024}
_STATEMENT = {
    "sid": "Sid",
    "effect": "Effect",
    "actions": "Action",
    "notActions": "NotAction",
    "resources": "Resource",
    "notResources": "NotResource",
    "conditions": "Condition",
    "principals": "Principal",
    "notPrincipals": "NotPrincipal",
}
_OF_TEXTS = frozenset("replace replaceAll split substring slice trim strip lower toLowerCase removeprefix".split())
_PRINCIPALS = {"ServicePrincipal": "Service", "ArnPrincipal": "AWS", "FederatedPrincipal": "Federated"}
_MAX_DEPTH = 60
_MAX_STEPS = 50_000
"""Values that are converted for one application: what is shared in the source is not in a template."""


def plain(value: Any, emitter: Emitter, depth: int = 0) -> Any:
    """A value as a template has it; `None` for what is not set, `Unknown` for what is not understood."""
    if value is None or isinstance(value, (bool, int, float, Symbol)):
        return value
    emitter.steps += 1
    if depth > _MAX_DEPTH or emitter.steps > _MAX_STEPS:
        return Unknown("is too large")
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Instance):
        value = value.made
    if isinstance(value, Made):
        return emitter.reference(emitter.logical(value), "Ref")
    if isinstance(value, External):
        return constant(value)
    meaning = _KINDS.get(type(value))
    return meaning(value, emitter, depth) if meaning is not None else Unknown("not told by the source")


def _items(value: Seq, emitter: Emitter, depth: int) -> Seq:
    items = Seq(value.home)
    for _, item, span in value.entries():
        items.put(plain(item, emitter, depth + 1), span)
    return items


def _entries(value: Map, emitter: Emitter, depth: int) -> Map:
    entries = Map(value.home)
    for key, item, span in value.entries():
        found = plain(item, emitter, depth + 1)
        if found is not None:
            entries.put(key, found, span)
    return entries


def attribute_of(made: Made, name: str, emitter: Emitter) -> Any:
    """An attribute of a construct: a reference to its resource."""
    known = table(__file__, "constructs")["attributes"]
    own = known.get(f"{kind_of(made)}.{name}")
    if name.startswith("attr"):
        attribute = name[4:]
    elif own is not None:
        attribute = own
    elif name in known:
        attribute = known[name]
    elif name.endswith("Arn"):
        attribute = "Arn"
    elif name in ("ref", "logicalId", "name") or name.endswith(("Name", "Id")):
        attribute = "Ref"
    else:
        return Unknown(f"{name} of {made.path} is not known here")
    return emitter.reference(emitter.logical(made), attribute)


def _attribute(value: Member, emitter: Emitter, depth: int) -> Any:
    inner, name = value.value, value.name
    if isinstance(inner, Instance):
        inner = inner.made
    if isinstance(inner, Made):
        role = emitter.made_role(inner) if name == "role" else ""
        return emitter.reference(role, "Ref") if role else attribute_of(inner, name, emitter)
    if isinstance(inner, Called):
        imported = _imported(inner, name, emitter, depth)
        if imported is not None:
            return imported
        if (parameter := of_stack(name)) is not None:
            return parameter
    if isinstance(inner, Member) and name.endswith(("Arn", "Name")):
        of = inner.value
        return attribute_of(of, name, emitter) if isinstance(of, Made) else Unknown(f"{name} is not known")
    return Unknown(f"{name} is not told by the source")


def _imported(call: Called, name: str, emitter: Emitter, depth: int) -> Any:
    """An attribute of what is there already: `Bucket.fromBucketName(this, "B", "name").bucketName`."""
    if not call.name.startswith("from") or not isinstance(call.target, External) or len(call.arguments) < 3:
        return None
    wanted = call.name[4:]
    given = plain(call.arguments[2], emitter, depth + 1)
    if wanted[:1].lower() + wanted[1:] == name:
        return given
    if wanted == "BucketName" and name == "bucketArn" and isinstance(given, (str, Symbol)):
        return concat(["arn:aws:s3:::", given])
    return None


def _call(value: Called, emitter: Emitter, depth: int) -> Any:
    name = value.name
    special = _CALLS.get(name)
    if special is not None:
        return special(value, emitter, depth)
    if isinstance(value.target, External):
        path = value.target.path
        if len(path) > 1 and path[-2] == "Duration" and name in (*_SECONDS, "millis"):
            number = value.arguments[0] if value.arguments else None
            factor = _SECONDS.get(name, 0.001)
            return number * factor if isinstance(number, (int, float)) else Unknown("a duration that is not known")
        if len(path) > 1 and path[-2] == "Size" and name in _MEBIBYTES:
            number = value.arguments[0] if value.arguments else None
            return number * _MEBIBYTES[name] if isinstance(number, (int, float)) else Unknown("a size")
        if name[:1].isupper() and value.props and not [a for a in value.arguments if a is not value.props]:
            return plain(value.props, emitter, depth + 1)  # `CorsOptions(allow_origins=…)`
    if name in _OF_TEXTS and isinstance(value.target, Member):
        of = plain(value.target.value, emitter, depth + 1)
        return Unknown(f"what {name} gives is not known here", (of,) if isinstance(of, Reference) else ())
    return Unknown(f"what {name} gives is not known here")


def _first(value: Called, emitter: Emitter, depth: int) -> Any:
    return plain(value.arguments[0], emitter, depth + 1) if value.arguments else Unknown("nothing is given")


def _join(value: Called, emitter: Emitter, depth: int) -> Any:
    if len(value.arguments) != 2 or not isinstance(value.arguments[0], str) or not isinstance(value.arguments[1], list):
        return Unknown("a text that is not known")
    parts: list[Any] = []
    for index, part in enumerate(value.arguments[1]):
        found = plain(part, emitter, depth + 1)
        found = str(found) if isinstance(found, (int, float)) and not isinstance(found, bool) else found
        parts += ([value.arguments[0]] if index and value.arguments[0] else []) + [
            found if isinstance(found, (str, Symbol)) else Unknown("part of a text")
        ]
    return concat(parts)


def _objects(value: Called, emitter: Emitter, depth: int) -> Any:
    subject = value.subject
    subject = subject.made if isinstance(subject, Instance) else subject
    if isinstance(subject, Made) and value.arguments:
        arn = attribute_of(subject, "bucketArn", emitter)
        rest = plain(value.arguments[0], emitter, depth + 1)
        return concat([arn, "/", rest if isinstance(rest, (str, Symbol)) else Unknown("a key")])
    return Unknown("objects of a bucket that is not known")


def _alias(value: Called, emitter: Emitter, depth: int) -> Any:
    """The alias of a key stands for the key."""
    subject = value.subject
    subject = subject.made if isinstance(subject, Instance) else subject
    if isinstance(subject, Made) and kind_of(subject) == "aws_kms.Key":
        return emitter.reference(emitter.logical(subject), "Ref")
    return Unknown("an alias of something else than a key")


def _managed(value: Called, emitter: Emitter, depth: int) -> Any:
    name = _first(value, emitter, depth)
    return concat([MANAGED_POLICY, name]) if isinstance(name, (str, Symbol)) else Unknown("a policy")


def _format_arn(value: Called, emitter: Emitter, depth: int) -> Any:
    props = plain(value.props, emitter, depth + 1)
    service, resource, name = props.get("service"), props.get("resource"), props.get("resourceName")
    parts: list[Any] = [
        "arn:",
        Parameter("AWS::Partition"),
        ":",
        service,
        ":",
        props.get("region", Parameter("AWS::Region")),
    ]
    parts += [":", props.get("account", Parameter("AWS::AccountId")), ":", resource]
    parts += ["/", name] if name is not None else []
    return concat([p if isinstance(p, (str, Symbol)) else Unknown("part of an ARN") for p in parts])


def statement(value: Any, emitter: Emitter, depth: int = 0) -> Any:
    """`new PolicyStatement({…})` as a statement; `Unknown` for anything else."""
    if not isinstance(value, Called) or value.name != "PolicyStatement":
        return Unknown("a statement that is not known")
    made = Map(value.span)
    made.put("Effect", "Allow")
    for key, item, span in value.props.entries():
        if key in ("principals", "notPrincipals"):
            made.put(_STATEMENT[key], principals(item, span, emitter), span)
        elif key in _STATEMENT:
            made.put(_STATEMENT[key], plain(item, emitter, depth + 1), span)
    return made


def principals(value: Any, span: Span, emitter: Emitter) -> Any:
    """Principals as `Principal` of a statement."""
    found = Map(span)
    for item in value if isinstance(value, list) else [value]:
        name = item.name if isinstance(item, Called) else ""
        given = plain(item.arguments[0], emitter) if isinstance(item, Called) and item.arguments else None
        if name in ("AnyPrincipal", "StarPrincipal", "Anyone"):
            return "*"
        if name == "CompositePrincipal" and isinstance(item, Called):
            inner = principals(item.arguments, span, emitter)
            if not isinstance(inner, Map):
                return inner
            for kind, who in inner.items():
                _gather(found, kind, who, span)
        elif name in (*_PRINCIPALS, "WebIdentityPrincipal"):
            _gather(found, _PRINCIPALS.get(name, "Federated"), given, span)
        elif name == "AccountRootPrincipal":
            _gather(found, "AWS", concat(["arn:aws:iam::", Parameter("AWS::AccountId"), ":root"]), span)
        elif name == "AccountPrincipal" and isinstance(given, (str, Symbol)):
            _gather(found, "AWS", concat(["arn:aws:iam::", given, ":root"]), span)
        elif (role := _role(item, emitter)) is not None:
            _gather(found, "AWS", role, span)
        else:
            return Unknown("a principal that is not known")
    return found


def _role(value: Any, emitter: Emitter) -> Symbol | None:
    """The ARN of a role, or of that of a construct which has one already."""
    made = principal_of(value)
    named = emitter.logical if made is not None and kind_of(made) == "aws_iam.Role" else emitter.made_role
    logical = named(made) if made is not None else ""
    return emitter.reference(logical, "Arn") if logical else None


def _gather(found: Map, kind: str, who: Any, span: Span) -> None:
    known = found.setdefault(kind, Seq(span))
    known.extend(who if isinstance(who, list) else [who])


def document(value: Any, emitter: Emitter) -> Any:
    """`new PolicyDocument({ statements: […] })`."""
    if not isinstance(value, Called) or value.name not in ("PolicyDocument", "fromJson"):
        return Unknown("a policy that is not known")
    if value.name == "fromJson":
        return known_elements(_first(value, emitter, 0))
    found = Seq(value.span)
    given = value.props.get("statements")
    for _, item, span in given.entries() if isinstance(given, Seq) else ():
        found.put(statement(item, emitter), span)
    return Map(value.span, {"Version": "2012-10-17", "Statement": found})


_CALLS: Mapping[str, Callable[[Called, Emitter, int], Any]] = {
    "PolicyDocument": lambda value, emitter, depth: document(value, emitter),
    "PolicyStatement": statement,
    "addAlias": _alias,
    "arnForObjects": _objects,
    "formatArn": _format_arn,
    "fromAwsManagedPolicyName": _managed,
    "fromJson": lambda value, emitter, depth: known_elements(_first(value, emitter, depth)),
    "join": _join,
    "toString": lambda value, emitter, depth: plain(value.subject, emitter, depth + 1),
    **dict.fromkeys(("stringify", "dumps", "unsafePlainText", "plainText", "toJsonString"), _first),
}
"""Method or class → what a call of it gives."""


def local_path(value: Any, emitter: Emitter) -> str | None:
    """A path in the source, relative to the root; `None` where it is not known or leads outside."""
    if not isinstance(value, str):
        return None
    return join_path("" if isinstance(value, Rooted) else emitter.folder, str(value))


_KINDS: Mapping[type, Callable[[Any, Emitter, int], Any]] = {
    Called: _call,
    Map: _entries,
    Member: _attribute,
    Seq: _items,
}
"""Kind of a value that is made of others → how it is converted."""
