"""What belongs to a function, in the framework's words: its role, log group, URL, what starts it, where results go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from leastwise.model.record import field, record
from leastwise.model.resource import Resource
from leastwise.model.value import Concat, Map, Reference, Seq, Symbol, references
from leastwise.read.serverless import function
from leastwise.read.serverless.events.event import names
from leastwise.read.serverless.events.names import tail
from leastwise.read.serverless.naming import ROLE, alphanumeric
from leastwise.read.tables import table
from leastwise.read.taken import copied, get, pop

_SOURCES: dict[str, tuple[str, str, dict[str, str]]] = {
    "AWS::SQS::Queue": ("sqs", "SQS", {}),
    "AWS::Kinesis::Stream": ("stream", "Kinesis", {"type": "kinesis"}),
    "AWS::DynamoDB::Table": ("stream", "Dynamodb", {"type": "dynamodb"}),
}
"""Type of what is polled → kind of event, what the mapping is called after, what the event says besides."""


class Around:
    """The resources of an application, by what they have to do with its functions."""

    def __init__(self, resources: Mapping[str, Resource], functions: Mapping[str, Resource]) -> None:
        self.resources = resources
        self.users: dict[str, set[str]] = {}
        for key, resource in resources.items():
            for reference in references(resource.properties):
                self.users.setdefault(reference.resource, set()).add(key)

    def of(self, function: Resource, *types: str) -> Iterator[Resource]:
        """The resources of these types that refer to a function."""
        for key in sorted(self.users.get(function.key, ())):
            if self.resources[key].type in types:
                yield self.resources[key]

    def alone(self, resource: Resource, *others: str) -> bool:
        """Whether nothing but these refers to a resource."""
        return self.users.get(resource.key, set()) <= set(others)


@record(frozen=False, eq=False)
class Started:
    """What belongs to one function.

    Attributes:
        settings: of the function.
        named: key of a resource that the framework makes → what follows the function's name in its logical id.
        made: keys of the others that it makes.
        left: key of such a resource → properties that the framework has no word for.
        role: the role of the function, where the framework makes it.
    """

    settings: dict[str, Any] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)
    left: dict[str, Map] = field(default_factory=dict)
    role: Resource | None = None


def made_of(function: Resource, around: Around) -> Started:
    """What belongs to a function and has words of the framework's."""
    found = Started()
    _role(function, around, found)
    _log_group(function, around, found)
    _url(function, around, found)
    _invoke_config(function, around, found)
    events = [
        *_mappings(function, around, found),
        *_rules(function, around, found),
        *_subscriptions(function, around, found),
    ]
    if events:
        found.settings["events"] = events
    return found


def _is(value: Any, resource: Resource) -> bool:
    return isinstance(value, Reference) and value.resource == resource.key


_ROLE = {"Path": "path", "PermissionsBoundary": "permissionsBoundary", "RoleName": "name"}


def _role(function: Resource, around: Around, found: Started) -> None:
    """A role that a framework made for this function alone, with what the author allows it."""
    value = function.properties.get("Role")
    role = around.resources.get(value.resource) if isinstance(value, Reference) else None
    if (
        role is None
        or ("AssumeRolePolicyDocument",) not in role.framework_paths
        or not around.alone(role, function.key)
    ):
        return
    left = copied(role.properties)
    own: dict[str, Any] = {}
    for name in ("AssumeRolePolicyDocument", "Tags"):
        pop(left, (name,))
    policies = [place.value for place in role["Policies"].items() if place.by == "author"]
    managed = [place.value for place in role["ManagedPolicyArns"].items() if place.by == "author"]
    statements = [policy["PolicyDocument"].get("Statement") for policy in policies]
    if len(statements) > 1 or not all(isinstance(listed, Seq) for listed in statements):
        return
    if statements:
        own["statements"] = statements[0]
    if managed:
        own["managedPolicies"] = managed
    for name in ("Policies", "ManagedPolicyArns"):
        left.pop(name, None)
    own |= {word: value for name, word in _ROLE.items() if (value := left.pop(name, None)) is not None}
    if left:
        return
    found.role = role
    found.named[role.key] = ROLE
    if own:
        found.settings["iam"] = {"role": own}


def _log_group(function: Resource, around: Around, found: Started) -> None:
    name = function.properties.get("FunctionName")
    wanted = [Concat(("/aws/lambda/", Reference(function.key, "Ref")))]
    own = [f"/aws/lambda/{name}"] if isinstance(name, str) else []
    for resource in around.resources.values():
        if resource.type == "AWS::Logs::LogGroup" and resource.get("LogGroupName") in [*wanted, *own]:
            left = copied(resource.properties)
            pop(left, ("LogGroupName",))
            for path, word in (
                ("RetentionInDays", "logRetentionInDays"),
                ("DataProtectionPolicy", "logDataProtectionPolicy"),
            ):
                value = pop(left, (path,))
                if value is not None:
                    found.settings[word] = value
            found.named[resource.key] = "LogGroup"
            found.left[resource.key] = left
            return


def _url(function_: Resource, around: Around, found: Started) -> None:
    permissions = list(around.of(function_, "AWS::Lambda::Permission"))
    for resource in around.of(function_, "AWS::Lambda::Url"):
        left = copied(resource.properties)
        pop(left, ("TargetFunctionArn",))
        kind, cors = pop(left, ("AuthType",)), pop(left, ("Cors",))
        url: dict[str, Any] = {"authorizer": "aws_iam"} if kind == "AWS_IAM" else {}
        if get(left, ("InvokeMode",)) in ("BUFFERED", "RESPONSE_STREAM"):
            url["invokeMode"] = pop(left, ("InvokeMode",))
        words = table(function.__file__, "functions")["url_cors"]
        if isinstance(cors, Map):
            if not all(name in cors for name in table(function.__file__, "functions")["url_cors_defaults"]):
                continue
            url["cors"] = {word: cors[name] for word, name in words.items() if name in cors}
        opened = {_opens(permission): permission.key for permission in permissions}
        if left or kind not in ("AWS_IAM", "NONE") or (kind == "NONE" and not {"url", "via"} <= opened.keys()):
            continue
        found.settings["url"] = url or True
        found.named[resource.key] = "LambdaFunctionUrl"
        if kind == "NONE":
            found.named[opened["url"]] = "LambdaPermissionFnUrl"
            found.named[opened["via"]] = "LambdaPermissionFnUrlInvokeFunction"
        return


def _opens(permission: Resource) -> str:
    """What a permission lets everybody do: call the URL, or invoke the function by it."""
    kind, via = permission.get("FunctionUrlAuthType"), permission["InvokedViaFunctionUrl"].flag()
    if not (permission["Principal"].text() == "*" and len(permission.properties) == 4):
        return ""
    return "url" if kind == "NONE" else "via" if via is True else ""


def _invoke_config(function: Resource, around: Around, found: Started) -> None:
    for resource in around.of(function, "AWS::Lambda::EventInvokeConfig"):
        properties = resource.properties
        if resource["Qualifier"].text() != "$LATEST" or not _is(properties.get("FunctionName"), function):
            continue
        for path, word in (("MaximumRetryAttempts", "maximumRetryAttempts"),
                           ("MaximumEventAgeInSeconds", "maximumEventAge")):  # fmt: skip
            if path in properties:
                found.settings[word] = properties[path]
        for path, word in (("OnSuccess", "onSuccess"), ("OnFailure", "onFailure")):
            value = resource[f"DestinationConfig.{path}.Destination"].value
            if value is not None:
                found.settings.setdefault("destinations", {})[word] = value
        found.named[resource.key] = "LambdaEvConf"
        return


def _mappings(function: Resource, around: Around, found: Started) -> Iterator[dict[str, Any]]:
    for resource in around.of(function, "AWS::Lambda::EventSourceMapping"):
        arn = resource.get("EventSourceArn")
        source = around.resources.get(arn.resource) if isinstance(arn, Reference) else None
        if source is None or source.type not in _SOURCES or not around.alone(resource):
            continue
        kind, called, more = _SOURCES[source.type]
        left = copied(resource.properties)
        event: dict[str, Any] = dict(more)
        if not _is(pop(left, ("FunctionName",)), function):
            continue
        for word, path in names(kind).items():
            value = pop(left, tuple(path.split(".")))
            if value is not None:
                event[word] = value
        types = pop(left, ("FunctionResponseTypes",))
        if isinstance(types, Seq) and len(types) == 1:
            event["functionResponseType"] = types[0]
        failed = pop(left, ("DestinationConfig", "OnFailure", "Destination")) if kind == "stream" else None
        if failed is not None:
            event["destinations"] = {"onFailure": failed}
        if not left:
            found.named[resource.key] = f"EventSourceMapping{called}{alphanumeric(source.name)}"
            yield {kind: event}


def _rules(function: Resource, around: Around, found: Started) -> Iterator[dict[str, Any]]:
    number = 0
    for resource in around.of(function, "AWS::Events::Rule"):
        targets = resource.get("Targets")
        allowed = [p for p in around.of(function, "AWS::Lambda::Permission") if _is(p.get("SourceArn"), resource)]
        if not isinstance(targets, Seq) or len(targets) != 1 or len(allowed) != 1:
            continue
        target, left = copied(targets[0]), copied(resource.properties)
        if not isinstance(target, Map) or not _is(target.get("Arn"), function):
            continue
        if not around.alone(resource, allowed[0].key):
            continue
        del target["Arn"], left["Targets"]
        target.pop("Id", None)
        words = {**names("target"), "deadLetterQueueArn": "DeadLetterConfig.Arn"}
        event = {word: pop(target, tuple(path.split("."))) for word, path in words.items()}
        kind, needed = ("schedule", "rate") if "ScheduleExpression" in left else ("eventBridge", "pattern")
        words = names("schedule") if kind == "schedule" else {**names("rule"), "eventBus": "EventBusName"}
        event |= {word: pop(left, (path,)) for word, path in words.items() if word != "event"}
        state = left.pop("State", event.pop("enabled", None))
        if isinstance(state, Symbol):
            continue
        if state == "DISABLED":
            event["enabled"] = False
        event = {word: value for word, value in event.items() if value is not None}
        if needed not in event or left or target:
            continue
        if kind == "schedule":
            number += 1
            found.named[resource.key] = f"EventsRuleSchedule{number}"
            found.named[allowed[0].key] = f"LambdaPermissionEventsRuleSchedule{number}"
        else:
            found.made += [resource.key, allowed[0].key]
        yield {kind: event}


def _subscriptions(function: Resource, around: Around, found: Started) -> Iterator[dict[str, Any]]:
    for resource in around.of(function, "AWS::SNS::Subscription"):
        topic, left = resource.get("TopicArn"), copied(resource.properties)
        allowed = [p for p in around.of(function, "AWS::Lambda::Permission") if p.get("SourceArn") == topic]
        known = topic is not None and pop(left, ("Protocol",)) == "lambda" and _is(pop(left, ("Endpoint",)), function)
        if not known or len(allowed) != 1 or not around.alone(resource):
            continue
        event = {word: pop(left, tuple(path.split("."))) for word, path in {**names("sns"), "arn": "TopicArn"}.items()}
        if not left:
            label = alphanumeric(tail(topic))
            found.named[resource.key] = f"SnsSubscription{label}"
            found.named[allowed[0].key] = f"LambdaPermission{label}SNS"
            yield {"sns": {word: value for word, value in event.items() if value is not None}}
