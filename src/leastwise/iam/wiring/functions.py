"""What the role of a function needs because of the function's settings, its sources and its destinations."""

from __future__ import annotations

from typing import Any

from leastwise.iam.wiring.arns import arn_of, is_value, made, own_arn
from leastwise.iam.wiring.encryption import add_keys
from leastwise.iam.wiring.extensions import use_layers
from leastwise.iam.wiring.need import Because, Collector, Wiring, indexed, remembered
from leastwise.iam.wiring.sending import entries, send
from leastwise.iam.wiring.sources import read_source
from leastwise.iam.wiring.unfollowed import doubt
from leastwise.model.application import Application
from leastwise.model.graph import Function
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Map, Reference, Symbol, Unknown, concat
from leastwise.read.graph.context import entries as items
from leastwise.read.tables import table

_GROUP = "arn:${Partition}:logs:${Region}:${AccountId}:log-group:@"


def function_wiring(app: Application, function: Function) -> Wiring:
    """What the role of a function needs, and where that cannot be told."""
    return remembered(app, function.resource.key, lambda: _wiring(app, function))


def _wiring(app: Application, function: Function) -> Wiring:
    needs = Collector(app)
    resource = function.resource
    for trigger in app.triggers_of(function):
        read_source(needs, trigger)
    _destinations(needs, function)
    dead = resource["DeadLetterConfig.TargetArn"]
    send(needs, dead, "dlq", "dlq", "Lambda sends events that failed here")
    _network(needs, resource)
    _tracing(needs, resource)
    _logs(needs, resource)
    _files(needs, resource)
    if isinstance(resource.get("DurableConfig"), Map):
        because = Because(resource["DurableConfig"], "the function keeps its progress with Lambda")
        entries(needs, table(__file__, "features")["durable"], own_arn(resource), "durable", because)
    use_layers(needs, resource)
    key = resource["KmsKeyArn"]
    if is_value(key.value):
        because = Because(key, "the function's environment is encrypted with this key")
        entries(needs, table(__file__, "features")["environment"], arn_of(app, key.value), "kms", because)
    add_keys(needs)
    doubt(needs, resource.key, function=True)
    return needs.wiring()


def _destinations(needs: Collector, function: Function) -> None:
    for config in indexed(needs.app, _configs).get(function.id, ()):
        for outcome, what in (("OnSuccess", "results"), ("OnFailure", "events that failed")):
            place = config[f"DestinationConfig.{outcome}.Destination"]
            send(needs, place, "destination", "destination", f"Lambda sends {what} here")


def _configs(app: Application) -> dict[Any, list[Resource]]:
    """What is configured for asynchronous calls, by the id of the function."""
    found: dict[Any, list[Resource]] = {}
    for config in app.resources("AWS::Lambda::EventInvokeConfig"):
        owner = app.function_of(config.properties.get("FunctionName"))
        if owner is not None:
            found.setdefault(owner.id, []).append(config)
    return found


def _network(needs: Collector, resource: Resource) -> None:
    config = resource["VpcConfig"]
    subnets = config["SubnetIds"]
    empty = isinstance(subnets.value, list) and not subnets.value
    if isinstance(config.value, Symbol) or (subnets.present and not empty):
        because = Because(config, "Lambda makes network interfaces in the function's VPC")
        entries(needs, table(__file__, "features")["vpc"], "*", "vpc", because)


def _tracing(needs: Collector, resource: Resource) -> None:
    mode = resource["TracingConfig.Mode"]
    if mode.value in ("Active", "PassThrough"):
        because = Because(mode, "the function's traces are sent to X-Ray")
        rows = table(__file__, "features")["tracing"]
        if mode.value == "PassThrough":
            rows = [row | {"optional": True} for row in rows]
        entries(needs, rows, "*", "tracing", because)
    elif isinstance(mode.value, Symbol):
        needs.note(mode, "whether the function is traced is not known")


def log_group(app: Application, resource: Resource) -> tuple[Any, Resource | None]:
    """The name of the log group of a function, and the group where the application makes it."""
    name = resource.get("LoggingConfig.LogGroup")
    if is_value(name):
        group = app.referenced(name, "AWS::Logs::LogGroup")
        return name, group
    name = concat(("/aws/lambda/", Reference(resource.key, "Ref")))
    own = resource.get("FunctionName")
    names = [name, *([concat(("/aws/lambda/", own))] if is_value(own) else [])]
    groups = indexed(app, _groups)
    found = next((groups[key] for key in (*names, resource.key) if key in groups), [None])
    return name, found[0]


def _groups(app: Application) -> dict[Any, list[Resource]]:
    """The log groups by name, and by the key of the function that is known to write to them."""
    found: dict[Any, list[Resource]] = {}
    for group in app.resources("AWS::Logs::LogGroup"):
        name = group.properties.get("LogGroupName")
        if is_value(name):
            found.setdefault(name, []).append(group)
    for entry in app.log_groups:
        if entry.function is not None:
            found.setdefault(entry.function.resource.key, []).append(entry.resource)
    return found


def _logs(needs: Collector, resource: Resource) -> None:
    name, group = log_group(needs.app, resource)
    place: Property = resource["LoggingConfig.LogGroup"]
    because = Because(place if place.present else resource[()], "the function writes its log")
    arn = made(_GROUP, name if group is None else Reference(group.key, "Ref"))
    if group is None:
        needs.add(("logs:CreateLogGroup",), (made("@:*", arn),), "logs", because)
    needs.add(("logs:CreateLogStream", "logs:PutLogEvents"), (made("@:log-stream:*", arn),), "logs", because)


def _files(needs: Collector, resource: Resource) -> None:
    features = table(__file__, "features")
    for item, entry in items(resource["FileSystemConfigs"]):
        arn = entry.get("Arn")
        if not is_value(arn):
            continue
        because = Because(item["Arn"], "the function mounts this file system")
        point = needs.app.referenced(arn)
        kind = "s3files" if "s3files" in str(point.type if point else arn).lower() else "efs"
        system: Any = Unknown("the file system of the access point is not known")
        if point is not None and point.type in ("AWS::EFS::AccessPoint", "AWS::S3Files::AccessPoint"):
            system = file_system(needs.app, point)
        elif point is None and kind == "s3files" and isinstance(arn, str):
            system = arn.partition("/access-point/")[0]
        through = (
            {"StringEquals": {"elasticfilesystem:AccessPointArn": arn_of(needs.app, arn)}} if kind == "efs" else None
        )
        entries(needs, features[kind], system, "efs", because, through)


def file_system(app: Application, point: Resource) -> Any:
    """The ARN of the file system of an access point."""
    value = point.properties.get("FileSystemId")
    found = app.referenced(value)
    if found is not None:
        return own_arn(found)
    if not is_value(value) or point.type != "AWS::EFS::AccessPoint":
        return Unknown("the file system of the access point is not known")
    return made("arn:${Partition}:elasticfilesystem:${Region}:${AccountId}:file-system/@", value)
