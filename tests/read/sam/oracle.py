"""The official translator as the judge of ours.

Both results are evaluated as CloudFormation by the same code and compared property by property. What cannot agree is
taken out first, and nothing else:

- hashes in logical ids, and texts that hold one;
- where code lies, which `sam package` has put into a bucket before the translator sees it;
- tags: the translator adds its own and propagates others;
- what an OPTIONS method that SAM makes says about its answer, which the translator wraps twice in OpenAPI 3;
- the order of what several APIs share, which in the translator is that of Python 2.7's hashes;
- settings that are off where off is the default, and containers that are empty;
- the number in an inline policy's name, which counts entries that conditions take away;
- versions of policy documents, and the region, which the translator writes out in some places;
- the definition of a state machine, which the translator turns into a text.
"""

from __future__ import annotations

import datetime
import json
import os
import re
from typing import Any
from unittest.mock import patch

from leastwise.model.resource import Resource
from leastwise.model.value import Map, Seq, Symbol, display
from leastwise.read.cloudformation.stack import StackBuilder
from leastwise.read.cloudformation.template import load_template
from leastwise.read.decisions import Decisions
from leastwise.read.files import Files

HASHED_TYPES = {
    "AWS::ApiGateway::Deployment",
    "AWS::ApiGateway::DomainName",
    "AWS::ApiGateway::DomainNameAccessAssociation",
    "AWS::ApiGateway::DomainNameV2",
    "AWS::ApiGatewayV2::DomainName",
    "AWS::Lambda::LayerVersion",
    "AWS::Lambda::Version",
    "AWS::Route53::RecordSetGroup",
}
HASH = re.compile(r"[0-9a-f]{10}$")

IGNORED = {
    "AWS::ApiGateway::Deployment": {"Description"},
    "AWS::ApiGateway::RestApi": {"Parameters"},
    "AWS::Lambda::Function": {"Code"},
    "AWS::Lambda::LayerVersion": {"Content"},
    "AWS::Lambda::WebFunctionRevision": {"BuildConfig"},
    "AWS::StepFunctions::StateMachine": {
        "Definition",
        "DefinitionS3Location",
        "DefinitionString",
        "DefinitionSubstitutions",
    },
    "AWS::AppSync::FunctionConfiguration": {"Code", "CodeS3Location"},
    "AWS::AppSync::Resolver": {"Code", "CodeS3Location"},
    "AWS::AppSync::GraphQLSchema": {"Definition", "DefinitionS3Location"},
    "AWS::CloudFormation::Stack": {"TemplateURL"},
}
UNORDERED = {"ApiStages", "RecordSets", "StageKeys"}
LOCAL = {
    "AWS::Serverless::Function": ("CodeUri",),
    "AWS::Serverless::WebFunction": ("CodeUri",),
    "AWS::Serverless::LayerVersion": ("ContentUri",),
    "AWS::Serverless::Api": ("DefinitionUri",),
    "AWS::Serverless::HttpApi": ("DefinitionUri",),
    "AWS::Serverless::StateMachine": ("DefinitionUri",),
    "AWS::Serverless::GraphQLApi": ("SchemaUri",),
}
PACKAGED = "s3://packaged/object"


class Refused(Exception):
    """The official translator does not take the template."""


class NoPolicies:
    """Stands for the account's managed policies; the translator's own table comes first."""

    def load(self) -> dict[str, str]:
        return {}


def official(text: str, files: Files, path: str) -> dict[str, Any]:
    """What the official translator makes of a template, as `sam package` would hand it over."""
    from samtranslator.translator.transform import transform
    from samtranslator.yaml_helper import yaml_parse

    document = undated(include(yaml_parse(text), files, path))
    package(document)
    try:
        with patch.dict(os.environ, {"AWS_DEFAULT_REGION": "us-east-1"}):
            result: dict[str, Any] = transform(document, {}, NoPolicies())
    except Exception as error:
        causes = getattr(error, "causes", None) or [error]
        raise Refused("; ".join(str(getattr(cause, "message", cause)) for cause in causes)) from error
    return result


def include(node: Any, files: Files, path: str) -> Any:
    """The document with local files put in for `AWS::Include`, which CloudFormation does before it calls SAM."""
    if isinstance(node, list):
        return [include(item, files, path) for item in node]
    if not isinstance(node, dict):
        return node
    call = node.get("Fn::Transform")
    if isinstance(call, dict) and call.get("Name") == "AWS::Include":
        from samtranslator.yaml_helper import yaml_parse

        found = files.join(path.rpartition("/")[0], str(call.get("Parameters", {}).get("Location")))
        if found is not None and files.is_file(found):
            rest = {key: value for key, value in node.items() if key != "Fn::Transform"}
            return {**yaml_parse(files.read(found).decode()), **rest}
    return {key: include(value, files, path) for key, value in node.items()}


def undated(value: Any) -> Any:
    """The document with dates as text, as CloudFormation has them."""
    if isinstance(value, dict):
        return {key: undated(item) for key, item in value.items()}
    if isinstance(value, list):
        return [undated(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def package(document: Any) -> None:
    """Put objects in a bucket in the place of local files, as `sam build` and `sam package` do."""
    found = document.get("Globals") or {}
    for section, properties in found.items():
        localise(properties, LOCAL.get(f"AWS::Serverless::{section}", ()))
    inherited = found.get("Function") or {}
    for block in (document.get("Resources") or {}).values():
        kind = block.get("Type") if isinstance(block, dict) else None
        properties = block.get("Properties") if isinstance(block, dict) else None
        if not isinstance(properties, dict):
            continue
        localise(properties, LOCAL.get(kind, ()))
        if kind == "AWS::Serverless::Function":
            complete(properties, inherited)
        if kind == "AWS::Serverless::Application" and isinstance(properties.get("Location"), dict):
            properties["Location"] = "https://example.com/repository.yaml"
        if kind == "AWS::Serverless::GraphQLApi":
            for group in (properties.get("Functions"), *(properties.get("Resolvers") or {}).values()):
                for entry in (group or {}).values():
                    localise(entry, ("CodeUri",))


def localise(properties: Any, keys: tuple[str, ...]) -> None:
    for key in keys:
        value = properties.get(key) if isinstance(properties, dict) else None
        if isinstance(value, str) and not value.startswith("s3://"):
            properties[key] = PACKAGED


def complete(properties: dict[str, Any], inherited: dict[str, Any]) -> None:
    """Built code and images are there when the translator runs."""
    if properties.get("PackageType") == "Image":
        properties["ImageUri"] = properties.get("ImageUri") or "123456789012.dkr.ecr.us-east-1.amazonaws.com/image:1"
    elif not {"CodeUri", "InlineCode"} & {*properties, *inherited}:
        properties["CodeUri"] = PACKAGED


class Overlay:
    """Files of which one has another content."""

    def __init__(self, files: Files, path: str, content: bytes) -> None:
        self.files = files
        self.path = path
        self.content = content
        self.problems = files.problems

    def read(self, path: str) -> bytes:
        return self.content if path == self.path else self.files.read(path)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.files, name)


def evaluate(files: Files, path: str) -> dict[str, Resource]:
    """The resources of one template."""
    builder = StackBuilder(files, Decisions())
    return builder.build(load_template(files, path), {}).resources


def differences(files: Files, path: str) -> list[str]:
    """Where ours and the official result differ; empty where they agree."""
    text = files.read(path).decode("utf-8-sig")
    judged = evaluate(Overlay(files, path, json.dumps(official(text, files, path)).encode()), path)
    return compare(plain_resources(evaluate(files, path)), plain_resources(judged))


def plain_resources(resources: dict[str, Resource]) -> dict[str, tuple[str, Any]]:
    """Logical id → type and properties, comparable."""
    renamed = {name: bare_id(name, resource.type, resources) for name, resource in resources.items()}
    changed = {old: new for old, new in renamed.items() if old != new}
    pattern = re.compile("|".join(map(re.escape, sorted(changed, key=len, reverse=True)))) if changed else None
    found = {}
    for name, resource in resources.items():
        ignored = IGNORED.get(resource.type, set())
        properties = {k: plain(v, pattern, changed) for k, v in resource.properties.items() if k not in ignored}
        properties.pop("Tags", None)
        if properties.get("FailOnWarnings") is False:
            del properties["FailOnWarnings"]
        for key in [key for key, value in properties.items() if value in ([], {}, "")]:
            del properties[key]
        if isinstance(body := properties.get("Body"), dict):
            settle(body)
        for key in UNORDERED & properties.keys():
            properties[key] = ordered(properties[key])
        found[renamed[name]] = (resource.type, properties)
    return found


def settle(body: dict[str, Any]) -> None:
    """Take out of an API definition what cannot agree."""
    body.pop("tags", None)
    policy = body.get("x-amazon-apigateway-policy")
    if isinstance(policy, dict):
        policy["Statement"] = ordered(policy.get("Statement"))
    for item in (body.get("paths") or {}).values():
        options = item.get("options") if isinstance(item, dict) else None
        for key in ("consumes", "produces", "responses") if isinstance(options, dict) else ():
            options.pop(key, None)


def ordered(items: Any) -> Any:
    return sorted(items, key=lambda item: json.dumps(item, sort_keys=True)) if isinstance(items, list) else items


def bare_id(name: str, type_: str, resources: dict[str, Resource]) -> str:
    if type_ not in HASHED_TYPES:
        return name
    if "Domain" in type_ or "Record" in type_:
        return f"{type_}#{sorted(n for n, r in resources.items() if r.type == type_).index(name)}"
    return HASH.sub("", name)


def plain(value: Any, pattern: re.Pattern[str] | None, changed: dict[str, str]) -> Any:
    if isinstance(value, Map):
        found = {str(k): plain(v, pattern, changed) for k, v in value.items() if v is not None}
        if isinstance(name := found.get("PolicyName"), str):
            found["PolicyName"] = name.rstrip("0123456789")
        if "Statement" in found:
            found.pop("Version", None)
        return found
    if isinstance(value, Seq):
        return [plain(item, pattern, changed) for item in value]
    if isinstance(value, Symbol):
        shown = display(value)
        value = pattern.sub(lambda match: changed[match[0]], shown) if pattern else shown
    return value.replace("us-east-1", "${AWS::Region}") if isinstance(value, str) else value


def compare(ours: dict[str, tuple[str, Any]], theirs: dict[str, tuple[str, Any]]) -> list[str]:
    found = [f"{name} ({theirs[name][0]}): not made" for name in theirs if name not in ours]
    found += [f"{name} ({ours[name][0]}): should not be there" for name in ours if name not in theirs]
    for name in ours:
        if name in theirs:
            if ours[name][0] != theirs[name][0]:
                found.append(f"{name}: is {ours[name][0]}, should be {theirs[name][0]}")
            else:
                found += unequal(name, ours[name][1], theirs[name][1])
    return found


def unequal(path: str, ours: Any, theirs: Any) -> list[str]:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        found = [f"{path}.{key}: not there, should be {theirs[key]!r}" for key in theirs if key not in ours]
        found += [f"{path}.{key}: is {ours[key]!r}, should not be there" for key in ours if key not in theirs]
        return found + [
            line for key in ours if key in theirs for line in unequal(f"{path}.{key}", ours[key], theirs[key])
        ]
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        return [
            line for i, (a, b) in enumerate(zip(ours, theirs, strict=True)) for line in unequal(f"{path}[{i}]", a, b)
        ]
    if ours == theirs or (isinstance(ours, (bool, int, float)) and str(ours).lower() == str(theirs).lower()):
        return []
    return [f"{path}: is {ours!r}, should be {theirs!r}"]
