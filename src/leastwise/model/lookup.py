"""Which resource of an application a value names: by reference, by name, or by ARN.

The shapes of ARNs are those of https://docs.aws.amazon.com/service-authorization/latest/reference/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from leastwise.model.resource import Resource
from leastwise.model.value import Concat, Reference, Symbol, concat

_NAMES = {
    "AWS::ApiGateway::DomainName": "DomainName",
    "AWS::ApiGatewayV2::DomainName": "DomainName",
    "AWS::DynamoDB::GlobalTable": "TableName",
    "AWS::DynamoDB::Table": "TableName",
    "AWS::ECR::Repository": "RepositoryName",
    "AWS::Events::EventBus": "Name",
    "AWS::IAM::Group": "GroupName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::Role": "RoleName",
    "AWS::IAM::User": "UserName",
    "AWS::Kinesis::Stream": "Name",
    "AWS::KinesisFirehose::DeliveryStream": "DeliveryStreamName",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SNS::Topic": "TopicName",
    "AWS::SQS::Queue": "QueueName",
    "AWS::SSM::Parameter": "Name",
    "AWS::SecretsManager::Secret": "Name",
    "AWS::StepFunctions::StateMachine": "StateMachineName",
}
"""Type → the property that holds the name by which the service knows the resource."""

_ARNS: dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "dynamodb": (("table/", "/", ("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable")),),
    "ecr": (("repository/", "", ("AWS::ECR::Repository",)),),
    "events": (("event-bus/", "", ("AWS::Events::EventBus",)),),
    "firehose": (("deliverystream/", "", ("AWS::KinesisFirehose::DeliveryStream",)),),
    "iam": (("role/", "", ("AWS::IAM::Role",)), ("policy/", "", ("AWS::IAM::ManagedPolicy",))),
    "kinesis": (("stream/", "/", ("AWS::Kinesis::Stream",)),),
    "lambda": (("function:", ":", ("AWS::Lambda::Function",)),),
    "logs": (("log-group:", ":", ("AWS::Logs::LogGroup",)),),
    "s3": (("", "/", ("AWS::S3::Bucket",)),),
    "secretsmanager": (("secret:", "", ("AWS::SecretsManager::Secret",)),),
    "sns": (("", ":", ("AWS::SNS::Topic",)),),
    "sqs": (("", "", ("AWS::SQS::Queue",)),),
    "ssm": (("parameter", "", ("AWS::SSM::Parameter",)),),
    "states": (("stateMachine:", ":", ("AWS::StepFunctions::StateMachine",)),),
}
"""Service → what stands before the name in the last part of the ARN, what ends the name, and the types it may be."""

_LEADS_TO_FUNCTION = {
    "AWS::Lambda::Alias": "FunctionName",
    "AWS::Lambda::Url": "TargetFunctionArn",
    "AWS::Lambda::Version": "FunctionName",
}

_NAME_GOES_ON = re.compile(r"[A-Za-z0-9_-]")
_SECRET_SUFFIX = r"-(?:[A-Za-z0-9]{6}|\?{6}|\*)$"

Part = str | Symbol


class Lookup:
    """Resources by key, by type and by what they are called."""

    __slots__ = ("_names", "by_key", "by_type")

    def __init__(self, resources: Iterable[Resource]) -> None:
        self.by_key: dict[str, Resource] = {}
        self.by_type: dict[str, list[Resource]] = {}
        self._names: dict[Part, list[Resource]] | None = None
        for resource in resources:
            self.by_key[resource.key] = resource
            self.by_type.setdefault(resource.type, []).append(resource)

    def of(self, *types: str) -> Iterator[Resource]:
        """All resources of these types."""
        for name in types:
            yield from self.by_type.get(name, ())

    def resource(self, value: object, *types: str) -> Resource | None:
        """The resource that a value names, of one of these types where any are given.

        A bare name counts only where a single resource is called so.
        """
        if isinstance(value, Reference):
            found = self.by_key.get(value.resource)
        elif isinstance(value, Concat):
            found = self._referred(value.parts) or self._by_arn(value.parts) or self._by_name(value, types)
        elif isinstance(value, str) and value:
            found = self._by_arn((value,)) if ":" in value else self._by_name(value, types)
        elif isinstance(value, Symbol):
            found = self._by_name(value, types)
        else:
            return None
        return found if found is not None and (not types or found.type in types) else None

    def function(self, value: object) -> Resource | None:
        """The function that a value names, also by one of its versions, aliases or URLs."""
        found = self.resource(value)
        for _ in range(4):
            if found is None or found.type == "AWS::Lambda::Function":
                break
            found = self.resource(found.properties.get(_LEADS_TO_FUNCTION.get(found.type, "")))
        if found is None and isinstance(value, (str, Symbol)):
            # A partial ARN (`123456789012:function:name`), a qualified name (`name:alias`), or a name of more things.
            parts = value.parts if isinstance(value, Concat) else (value,)
            for marker in ("function:", ""):
                name = _between(parts, marker, ":")
                found = None if name is None else self._by_name(name, ("AWS::Lambda::Function",))
                if found is not None:
                    break
        return found

    def _referred(self, parts: tuple[Part, ...]) -> Resource | None:
        """The first resource referred to as a whole name: `${Bucket}/*`, not `${Bucket}-logs`."""
        for index, part in enumerate(parts):
            if not isinstance(part, Reference) or part.resource not in self.by_key:
                continue
            before = parts[index - 1] if index else ""
            after = parts[index + 1] if index + 1 < len(parts) else ""
            if isinstance(before, str) and before and _NAME_GOES_ON.match(before[-1]):
                continue
            if isinstance(after, str) and not _NAME_GOES_ON.match(after):
                return self.by_key[part.resource]
        return None

    def _by_arn(self, parts: tuple[Part, ...]) -> Resource | None:
        found = _split_arn(parts)
        if found is None:
            return self._by_queue_url(parts)
        service, rest = found
        if service == "apigateway":
            inner = _between(rest, "/functions/", "/invocations")
            return None if inner is None else self._by_arn(inner.parts if isinstance(inner, Concat) else (inner,))
        for before, end, types in _ARNS.get(service, ()):
            first = rest[0] if rest else ""
            if not before or (isinstance(first, str) and first.startswith(before)):
                name = _between(rest, before, end)
                for candidate in _spellings(service, name):
                    resource = self._by_name(candidate, types)
                    if resource is not None:
                        return resource
        return None

    def _by_queue_url(self, parts: tuple[Part, ...]) -> Resource | None:
        if isinstance(parts[0], str) and parts[0].startswith("https://sqs.") and isinstance(parts[-1], str):
            return self._by_name(parts[-1].rpartition("/")[2], ("AWS::SQS::Queue",))
        return None

    def _by_name(self, name: Part, types: tuple[str, ...]) -> Resource | None:
        if self._names is None:
            self._names = {}
            for type_, prop in _NAMES.items():
                for resource in self.by_type.get(type_, ()):
                    own = resource.properties.get(prop)
                    if isinstance(own, (str, Symbol)):
                        self._names.setdefault(own, []).append(resource)
        found = [r for r in self._names.get(name, ()) if not types or r.type in types]
        return found[0] if len(found) == 1 else None


def _split_arn(parts: tuple[Part, ...]) -> tuple[str, tuple[Part, ...]] | None:
    """Service and last part of an ARN; `None` where the value is no ARN or its service is not known."""
    if not isinstance(parts[0], str) or not parts[0].startswith("arn:"):
        return None
    service, colons = "", 0
    rest: list[Part] = []
    for part in parts:
        if isinstance(part, Symbol):
            if colons == 2:
                return None
            if colons == 5:
                rest.append(part)
            continue
        text = part
        while colons < 5 and text:
            head, colon, text = text.partition(":")
            service += head if colons == 2 else ""
            colons += 1 if colon else 0
        if colons == 5 and text:
            rest.append(text)
    return service, tuple(rest)


def _between(parts: tuple[Part, ...], before: str, end: str) -> Part | None:
    """What stands after the first `before` and up to the next `end`, or up to the end where that is empty or absent."""
    found: list[Part] = []
    inside = not before
    for part in parts:
        if isinstance(part, Symbol):
            if inside:
                found.append(part)
            continue
        text = part
        if not inside:
            _, marker, text = text.partition(before)
            inside = bool(marker)
            if not inside:
                continue
        head, stop, _ = text.partition(end) if end else (text, "", "")
        found.append(head)
        if stop:
            break
    return concat(found) if inside else None


def _spellings(service: str, name: Part | None) -> Iterator[Part]:
    """The names that may stand in an ARN in this way."""
    if name is None:
        return
    yield name
    last = name if isinstance(name, str) else name.parts[-1] if isinstance(name, Concat) else ""
    if not isinstance(last, str):
        return
    if service == "iam" and "/" in last:
        yield last.rpartition("/")[2]
    elif service == "secretsmanager" and (suffix := re.search(_SECRET_SUFFIX, last)):
        shorter = last[: suffix.start()]
        yield concat([*name.parts[:-1], shorter]) if isinstance(name, Concat) else shorter
    elif service == "ssm" and isinstance(name, str):
        yield name.removeprefix("/")
