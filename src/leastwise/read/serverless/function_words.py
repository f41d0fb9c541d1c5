"""What `function.py` and `layers.py` read, turned round: functions and layers as their authors write them."""

from __future__ import annotations

import posixpath
from typing import Any

from leastwise.model.resource import Resource
from leastwise.model.value import Map, Seq
from leastwise.read.serverless import function
from leastwise.read.serverless.logs import CONFIG
from leastwise.read.tables import table
from leastwise.read.taken import copied, pop

CLOUDFORMATION_TIMEOUT, CLOUDFORMATION_MEMORY = 3, 128
"""Seconds and MiB of a function that says neither; the framework takes others then.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html
"""

_ARCHIVES = (".zip", ".jar")
_PLAIN = {
    "environment": "Environment.Variables",
    "memorySize": "MemorySize",
    "name": "FunctionName",
    "reservedConcurrency": "ReservedConcurrentExecutions",
    "role": "Role",
    "runtime": "Runtime",
    "timeout": "Timeout",
}
_LOGS = {word: f"LoggingConfig.{name}" for word, name in CONFIG.items()}
_VPC = {"securityGroupIds": "VpcConfig.SecurityGroupIds", "subnetIds": "VpcConfig.SubnetIds"}
_IMAGE = {"uri": "Code.ImageUri", "command": "ImageConfig.Command", "entryPoint": "ImageConfig.EntryPoint"}


def function_of(resource: Resource) -> tuple[dict[str, Any], Map]:
    """The settings of a function, values as they are in the model, and the properties that have no word."""
    left = copied(resource.properties)
    names = table(function.__file__, "functions")
    made = _taken(left, {**names["own"], **names["inherited"], **_PLAIN})
    made.setdefault("timeout", CLOUDFORMATION_TIMEOUT)
    made.setdefault("memorySize", CLOUDFORMATION_MEMORY)
    if left.get("PackageType") == "Image":
        del left["PackageType"]
        made["image"] = _taken(left, _IMAGE)
    made |= _code(left, made)
    mode = pop(left, ("TracingConfig", "Mode"))
    if mode is not None:
        made["tracing"] = mode
    architectures = left.get("Architectures")
    if isinstance(architectures, Seq) and len(architectures) == 1:
        made["architecture"] = left.pop("Architectures")[0]
    if all(name in left.get("VpcConfig", ()) for name in ("SecurityGroupIds", "SubnetIds")):
        made["vpc"] = _taken(left, _VPC)
    logs = _taken(left, _LOGS)
    if logs:
        made["logs"] = logs
    tags = left.get("Tags")
    if isinstance(tags, Seq) and all(isinstance(tag, Map) and isinstance(tag.get("Key"), str) for tag in tags):
        made["tags"] = {tag["Key"]: tag.get("Value") for tag in left.pop("Tags")}
    return made, Map(left.home, {name: resource.properties[name] for name in left})


def _taken(left: Map, words: dict[str, str]) -> dict[str, Any]:
    found = {word: pop(left, tuple(path.split("."))) for word, path in words.items()}
    return {word: value for word, value in found.items() if value is not None}


def _code(left: Map, settings: dict[str, Any]) -> dict[str, Any]:
    """Where the code is: the handler's file as the service's folder sees it, or an archive."""
    code = left.get("Code")
    if not isinstance(code, Map):
        return {}
    if isinstance(code.get("ZipFile"), str):
        del left["Code"]
        return {}
    path, bucket, key = code.get("LocalPath"), code.get("S3Bucket"), code.get("S3Key")
    if isinstance(path, str) and isinstance(settings.get("handler"), str):
        pop(left, ("Code", "LocalPath"))
        if path.endswith(_ARCHIVES):
            return {"package": {"artifact": path}}
        return {"handler": posixpath.normpath(posixpath.join(path, settings["handler"]))}
    if isinstance(bucket, str) and isinstance(key, str) and len(code) == 2:
        del left["Code"]
        return {"package": {"artifact": f"s3://{bucket}/{key}"}}
    return {}


def is_layer(resource: Resource) -> bool:
    """Whether a resource is a layer of which the framework can say where its content is."""
    local = resource["Content.LocalPath"].text() is not None
    return resource.type == "AWS::Lambda::LayerVersion" and resource.name.isalnum() and local


def layer_of(resource: Resource) -> dict[str, Any]:
    """The settings of a layer."""
    left = copied(resource.properties)
    content = pop(left, ("Content", "LocalPath"))
    entry = {"package": {"artifact": content}} if content.endswith(_ARCHIVES) else {"path": content}
    return {**_taken(left, table(function.__file__, "functions")["layer"]), **entry}
