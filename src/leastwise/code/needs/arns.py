"""ARNs as code puts them together, as they stand in a policy: those of the application's resources where they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from leastwise.code.needs.derived import lettered, unlettered
from leastwise.iam.wiring.arns import PSEUDO, arn_of, own_arn
from leastwise.iam.wiring.encryption import key_arn
from leastwise.model.application import Application
from leastwise.model.value import Concat, Parameter, Reference, Symbol, Unknown, concat

_PLACES = {"${Partition}": "Partition", "${Region}": "Region", "${Account}": "AccountId", "${AccountId}": "AccountId"}
_WHOLE = (":secret:", ":function:", ":stateMachine:", ":parameter/", ":user/", ":event-bus/")
"""What stands before a name that is a resource as a whole."""

_CALLED = {
    ":secret:": ("AWS::SecretsManager::Secret", "Name"),
    ":collection/": ("AWS::OpenSearchServerless::Collection", "Name"),
    ":deliverystream/": ("AWS::KinesisFirehose::DeliveryStream", "DeliveryStreamName"),
    ":workgroup/": ("AWS::Athena::WorkGroup", "Name"),
    ":pipe/": ("AWS::Pipes::Pipe", "Name"),
    ":rule/": ("AWS::Events::Rule", "Name"),
    ":alarm:": ("AWS::CloudWatch::Alarm", "AlarmName"),
    ":project/": ("AWS::CodeBuild::Project", "Name"),
    ":job-queue/": ("AWS::Batch::JobQueue", "JobQueueName"),
    ":job-definition/": ("AWS::Batch::JobDefinition", "JobDefinitionName"),
    ":thing/": ("AWS::IoT::Thing", "ThingName"),
    ":stream/": ("AWS::Kinesis::Stream", "Name"),
    ":crawler/": ("AWS::Glue::Crawler", "Name"),
    ":job/": ("AWS::Glue::Job", "Name"),
    ":cluster/": ("AWS::ECS::Cluster", "ClusterName"),
    ":configuration-set/": ("AWS::SES::ConfigurationSet", "Name"),
    ":table/": ("AWS::DynamoDB::Table", "TableName"),
    ":function:": ("AWS::Lambda::Function", "FunctionName"),
    ":stateMachine:": ("AWS::StepFunctions::StateMachine", "StateMachineName"),
    ":event-bus/": ("AWS::Events::EventBus", "Name"),
    ":parameter/": ("AWS::SSM::Parameter", "Name"),
    ":log-group:": ("AWS::Logs::LogGroup", "LogGroupName"),
    ":userpool/": ("AWS::Cognito::UserPool", "UserPoolName"),
}
"""What stands before a name → the type that has it, and the property."""

_MADE_UP = ("random_", "time_", "null_resource", "terraform_data")
_CONFIGURED = ("AWS::AppConfig::Application", "AWS::AppConfig::Environment", "AWS::AppConfig::ConfigurationProfile")
_DATABASES = {"AWS::RDS::DBCluster": "DBClusterResourceId", "AWS::RDS::DBInstance": "DbiResourceId"}


def arn(app: Application | None, value: Any, defaults: Mapping[str, str] = MappingProxyType({})) -> Any:
    """An ARN as it stands in a policy: the resource of the application where it is one; `*` for one that is not known.

    Args:
        app: the application; `None` where there is only code.
        value: as `leastwise.iam.filling` makes it.
        defaults: what parameters in it are by default.
    """
    if isinstance(value, Unknown):
        return "*"
    whole = squeezed(concat(_pieces(value)))
    if app is None:
        return whole
    text = "".join(part if isinstance(part, str) else "\0" for part in _parts(whole))
    if ":appconfig:" in text:
        return _configuration(app, whole)
    if "/@connections/" in text:
        whole = _connections(app, whole)
    last = _parts(whole)[-1]
    if isinstance(last, Reference) and str(_parts(whole)[-2:][0]).endswith(_WHOLE):
        own = arn_of(app, last)
        if isinstance(own, Reference):
            return own
    key = _key(app, whole)
    if key is not None and not isinstance(key, Unknown):
        return key
    found = arn_of(app, whole)
    found = _by_name(app, whole) if found is whole else found
    return squeezed(concat(_plain(_parts(found), defaults)))


def _connections(app: Application, value: Any) -> Any:
    """Connections of an API that is not told: those of the only one of the application that has any."""
    parts = _parts(value)
    last = parts[-1]
    apis = [one for one in app.resources("AWS::ApiGatewayV2::Api") if one.get("ProtocolType") == "WEBSOCKET"]
    if len(apis) != 1 or not isinstance(last, str) or not last.startswith(":*/"):
        return value
    return concat([*parts[:-1], ":", Reference(apis[0].key, "Ref"), last.removeprefix(":*")])


def _plain(parts: tuple[Any, ...], defaults: Mapping[str, str]) -> Iterator[Any]:
    """The parts of an ARN without what names nothing, and without the slash that a parameter begins with itself."""
    for at, part in enumerate(parts):
        after = parts[at + 1] if at + 1 < len(parts) else None
        slash = isinstance(after, Parameter) and defaults.get(after.name, "").startswith("/")
        if slash and isinstance(part, str) and part.endswith(":parameter/"):
            yield part.removesuffix("/")
        else:
            yield "*" if _made_up(part) else part


def _made_up(part: Any) -> bool:
    """Whether it is a value that Terraform makes up: of a name that is made of it the rest is not known."""
    return isinstance(part, Reference) and part.resource.rpartition(":")[2].split(".")[-2:][0].startswith(_MADE_UP)


def _parts(value: Any) -> tuple[Any, ...]:
    return value.parts if isinstance(value, Concat) else (value,)


def _pieces(value: Any) -> Iterator[Any]:
    """The parts of an ARN, with symbols for `${Region}` and the like."""
    for part in _parts(value):
        for piece in re.split(r"(\$\{\w+\})", part) if isinstance(part, str) else (part,):
            yield PSEUDO[_PLACES[piece]] if isinstance(piece, str) and piece in _PLACES else piece


def squeezed(value: Any) -> Any:
    """Several `*` in a row are one."""
    if isinstance(value, str):
        return re.sub(r"\*\*+", "*", value)
    if isinstance(value, Concat):
        return concat([squeezed(part) if isinstance(part, str) else part for part in value.parts])
    return value


def _called(app: Application, type_: str, property_: str, name: Any) -> Any:
    """The only resource of a type with this name."""
    if isinstance(name, Reference):
        # A name that is made of what is known after the deployment only: who has one made of the same is meant.
        about = {one.key: one.get(property_) for one in app.resources(type_)}
        alike = [key for key, own in about.items() if isinstance(own, Unknown) and name in own.about]
        return app.by_key[alike[0]] if len(alike) == 1 else None
    found = [one for one in app.resources(type_) if name not in ("", "*") and one.get(property_) == name]
    return found[0] if len(found) == 1 else None


def _key(app: Application, value: Any) -> Any:
    """The key behind its id or alias."""
    parts = _parts(value)
    if len(parts) < 2 or not str(parts[-2]).endswith(":key/"):
        return None
    return key_arn(app, parts[-1]) if isinstance(parts[-1], Reference) else None


def _by_name(app: Application, value: Any) -> Any:
    """An ARN whose name is that of a resource of the application, as people write it."""
    parts = _parts(value)
    for at, part in enumerate(parts):
        if not isinstance(part, str):
            continue
        head, mark, rest = part.rpartition(":schedule/")
        if mark:
            group = _called(app, "AWS::Scheduler::ScheduleGroup", "Name", rest.partition("/")[0])
            if group is None:
                return value
            name = rest.partition("/")[2]
            return concat([*parts[:at], head + mark, Reference(group.key, "Ref"), "/", name, *parts[at + 1 :]])
        for before, (type_, property_) in _CALLED.items():
            head, mark, rest = part.rpartition(before)
            if mark:
                found = _called(app, type_, property_, _without_suffix(concat([rest, *parts[at + 1 :]])))
                return value if found is None else own_arn(found)
    return value


def _without_suffix(value: Any) -> Any:
    """A name of a secret without what stands for the letters that AWS adds."""
    last = _parts(value)[-1]
    return concat([*_parts(value)[:-1], last.removesuffix("-??????")]) if isinstance(last, str) else value


def _configuration(app: Application, value: Any) -> Any:
    """The ARN of a configuration of AppConfig. Code gives names, ARNs have ids.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsappconfig.html
    """
    symbols: list[Symbol] = []
    text = str(lettered(value, symbols))
    pieces = re.split(r"((?:application|environment|configuration)/)([^/]*)", text)
    made: list[Any] = [pieces[0]]
    types = iter(_CONFIGURED)
    for kind, name, rest in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        type_ = next(types, _CONFIGURED[-1])
        known = name == "*" or any(unlettered(letter, symbols) is not letter for letter in name)
        made += [kind, unlettered(name, symbols) if known else _id(app, type_, name), unlettered(rest, symbols)]
    made[0] = unlettered(made[0], symbols)
    return concat(made)


def _id(app: Application, type_: str, name: str) -> str | Symbol:
    found = _called(app, type_, "Name", name)
    if found is not None:
        return Reference(found.key, "Ref")
    return name if re.fullmatch(r"(?=.*\d)[a-z0-9]{7}", name) else "*"


def database(app: Application | None, host: Any) -> Any:
    """What stands for a database or proxy in ARNs of `rds-db:connect`: its resource id, by its address; `*` else.

    A proxy's id is the last part of its ARN, for which no attribute is.
    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html
    """
    resource = None if app is None else app.referenced(host)
    if resource is None:
        return "*"
    if resource.type == "AWS::RDS::DBProxy":
        return Reference(resource.key, "DBProxyArn")
    attribute = _DATABASES.get(resource.type)
    return "*" if attribute is None else Reference(resource.key, attribute)
