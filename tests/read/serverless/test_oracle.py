"""What we make of a service against what the framework itself makes of it.

Beside each service stands what the framework made of it: `Resources` of the file
`.serverless/cloudformation-template-update-stack.json` that `npx serverless@3.39.0 package` writes in a folder with the
service as `serverless.yml` and an empty `h.js`, without the time in the names of uploaded files.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from leastwise.model.resource import Resource
from leastwise.model.value import Map, Seq, Symbol, as_text, display
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read

ORACLE = Path(__file__).parent / "oracle"

OURS_ONLY = {"ApiGatewayStage"}
"""Kept apart where the framework has it inside of another resource."""

THEIRS_ONLY = re.compile(r"LambdaVersion\w{20,}$|^Custom|^IamRoleCustomResources")
"""Versions that nothing names, and the functions with which the framework itself changes settings of the account."""

NEWER = {"LambdaPermissionFnUrlInvokeFunction"}
"""Ends of ids of what later versions of the framework add."""

APART = {
    "AWS::Lambda::Function": {"Code", "Tags"},
    "AWS::Lambda::Version": {"CodeSha256"},
    "AWS::ApiGateway::Deployment": {"StageName"},
    "AWS::ElasticLoadBalancingV2::TargetGroup": {"Name", "Tags"},
}
"""Properties that are not compared: local code in place of uploads, the stack's tags, hashes, a stage kept apart."""

DEFAULTS = {
    "ApiKeyRequired": "false",
    "AuthorizationType": "NONE",
    "DefaultRouteSettings": {"DetailedMetricsEnabled": "false"},
}
"""What says no more than that it is left out."""


WORDS = {"ContentHandling", "Description", "Id", "ResponseModels", "ResponseTemplates"}
"""What is written for people, and how an answer looks that the API itself gives."""


@pytest.mark.parametrize("name", sorted(path.stem for path in ORACLE.glob("*.yml")))
def test_we_make_what_the_framework_makes(name: str) -> None:
    files = {"serverless.yml": (ORACLE / f"{name}.yml").read_text(encoding="utf-8"), "h.js": ""}
    (reading,) = [reading for reading in read(MemoryFiles(files)) if reading.worlds]
    ours = {_id(key): resource for key, resource in reading.worlds[0].stacks[0].resources.items()}
    theirs = json.loads((ORACLE / f"{name}.json").read_text(encoding="utf-8"))["Resources"]
    theirs = {_id(key): block for key, block in theirs.items() if _id(key) in ours or not THEIRS_ONLY.search(key)}
    newer = {key for key in ours if any(key.endswith(end) for end in NEWER)}
    assert set(ours) - OURS_ONLY - newer == set(theirs)
    aliases = {
        f"${{{key}}}": f"${{{block['Properties']['FunctionName']['Ref']}.Arn}}:{block['Properties']['Name']}"
        for key, block in theirs.items()
        if block["Type"] == "AWS::Lambda::Alias"
    }
    for key, block in theirs.items():
        assert _ours(ours[key], aliases) == _theirs(block), key


def _id(logical_id: str) -> str:
    return re.sub(r"(LambdaVersion|Deployment)(\w{20,}|\d{13})$", r"\1", logical_id)


def _ours(resource: Resource, aliases: dict[str, str]) -> Any:
    def plain(value: Any) -> Any:
        if isinstance(value, Map):
            return {key: plain(item) for key, item in value.items()}
        if isinstance(value, Seq):
            return [plain(item) for item in value]
        shown = display(value) if isinstance(value, Symbol) else as_text(value)
        return aliases.get(shown, shown)

    return _comparable(resource.type, plain(resource.properties))


def _theirs(block: dict[str, Any]) -> Any:
    return _comparable(block["Type"], _evaluated(block.get("Properties", {})))


def _evaluated(value: Any) -> Any:
    if isinstance(value, list):
        return [_evaluated(item) for item in value]
    if not isinstance(value, dict):
        return as_text(value)
    match value:
        case {"Ref": name}:
            return f"${{{_id(name)}}}"
        case {"Fn::GetAtt": [name, attribute]}:
            return f"${{{_id(name)}.{attribute}}}"
        case {"Fn::Sub": text}:
            return text
        case {"Fn::Join": [separator, parts]}:
            return separator.join(map(_evaluated, parts))
    return {key: _evaluated(item) for key, item in value.items()}


def _comparable(type_: str, properties: dict[str, Any]) -> Any:
    """Without what means nothing, with all that a role's policies allow in one list."""
    found = {key: item for key, item in properties.items() if key not in APART.get(type_, ())}
    if type_ == "AWS::IAM::Role" and "Policies" in found:
        found["Policies"] = sorted(set(_granted(found["Policies"])))
    if "ManagedPolicyArns" in found:
        found["ManagedPolicyArns"] = [arn.replace("${AWS::Partition}", "aws") for arn in found["ManagedPolicyArns"]]
    return _meaning(found)


def _granted(policies: list[Any]) -> Iterator[tuple[str, str, str]]:
    for policy in policies:
        for statement in policy["PolicyDocument"]["Statement"]:
            actions, resources = statement["Action"], statement["Resource"]
            for action in actions if isinstance(actions, list) else [actions]:
                for resource in resources if isinstance(resources, list) else [resources]:
                    yield statement["Effect"], action, resource


def _meaning(value: Any) -> Any:
    """The same for all spellings of the same: a list of one item, the order of a list, JSON as a text, a default."""
    if isinstance(value, str) and value.startswith('{"'):
        return _meaning(_evaluated(json.loads(value)))
    if isinstance(value, dict):
        inner = {key: _meaning(item) for key, item in value.items() if key not in WORDS}
        return {key: item for key, item in inner.items() if item and DEFAULTS.get(key) != item}
    if isinstance(value, list):
        items = [_meaning(item) for item in value]
        return items[0] if len(items) == 1 else sorted(items, key=str)
    return value
