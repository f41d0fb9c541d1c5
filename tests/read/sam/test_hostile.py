"""Templates with values that do not belong there are survived, whatever they are."""

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from leastwise.model.resource import Resource
from leastwise.read.cloudformation.stack import StackBuilder
from leastwise.read.cloudformation.template import load_template
from leastwise.read.decisions import Decisions
from leastwise.read.document import load
from leastwise.read.files import DiskFiles, MemoryFiles

FOLDER = Path(__file__).with_name("templates")
TEMPLATES = [json.dumps(load(DiskFiles(str(FOLDER)), path.name)) for path in sorted(FOLDER.glob("*.yaml"))]

ODD: list[Any] = [
    None,
    3,
    1.5,
    True,
    False,
    "",
    "x",
    "NONE",
    "AWS_IAM",
    "s3://[",
    "../../../etc/passwd",
    "\ud800",
    "AWS::Serverless::Function",
    "{{resolve:ssm:/a/b}}",
    [],
    {},
    [1],
    [None],
    [[]],
    [{}],
    {"a": None},
    {"a": {"b": None}},
    {"Statement": 3},
    {"Statement": [{"Effect": "Allow"}]},
    {"Ref": "Nope"},
    {"Ref": "Function"},
    {"Ref": "AWS::NoValue"},
    {"Fn::GetAtt": ["Function", "Arn"]},
    {"Fn::GetAZs": ""},
    {"Fn::If": ["Never", 1, 2]},
    {"Fn::ImportValue": "x"},
    {"Fn::Select": [9, []]},
    {"Fn::Sub": "${Nope.Alias}/${AWS::Region}"},
    {"Fn::Sub": "s3://${Function}/x"},
]


def places(node: Any) -> list[tuple[Any, Any]]:
    """Every container in a document with each of its keys or indexes."""
    found: list[tuple[Any, Any]] = []
    if isinstance(node, (dict, list)):
        for step in list(node) if isinstance(node, dict) else range(len(node)):
            found.append((node, step))
            found += places(node[step])
    return found


@given(st.data())
def test_odd_values_anywhere_raise_nothing(data: st.DataObject) -> None:
    document = json.loads(data.draw(st.sampled_from(TEMPLATES)))
    for _ in range(data.draw(st.integers(1, 6))):
        found = places(document)
        container, step = found[data.draw(st.integers(0, len(found) - 1))]
        container[step] = json.loads(json.dumps(data.draw(st.sampled_from(ODD))))
    files = MemoryFiles({"t.json": json.dumps(document)})
    if not isinstance(document.get("Resources"), dict):
        return
    stack = StackBuilder(files, Decisions()).build(load_template(files, "t.json"), {})
    for resource in stack.resources.values():
        check(resource)


def check(resource: Resource) -> None:
    """Every place in a resource can be pointed at."""
    for path in resource.framework_paths:
        assert resource[path].present
        assert resource[path].location.line >= 1
    assert resource.location.line >= 1
