"""The tables name only what there is, and nothing that is written in a template makes needs fail."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import leastwise.iam.wiring
from leastwise.iam.actions import expand
from leastwise.iam.wiring import needs, role_needs, unclear
from leastwise.iam.wiring.roles import USES
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read

DATA = Path(leastwise.iam.wiring.__file__).parent / "data"


def actions(node: Any) -> Iterator[str]:
    """Every text in a table that looks like an action."""
    if isinstance(node, dict):
        for value in node.values():
            yield from actions(value)
    elif isinstance(node, list):
        if node and all(isinstance(item, str) and ":" in item and "/" not in item for item in node):
            yield from node
        else:
            for value in node:
                yield from actions(value)


@pytest.mark.parametrize("name", ["features", "keys", "services", "sources", "targets"])
def test_every_action_of_the_tables_exists(name: str) -> None:
    found = list(actions(json.loads((DATA / f"{name}.json").read_text("utf-8"))))
    assert found
    assert [action for action in found if not expand(action)] == []


def test_integrations_lead_to_actions_that_exist() -> None:
    integrations = json.loads((DATA / "integrations.json").read_text("utf-8"))
    rows = [*integrations["optimized"].values(), *(row["needs"] for row in integrations["sync"].values())]
    assert [action for row in rows for need in row for action in need["actions"] if not expand(action)] == []


TEXTS = st.sampled_from(
    "arn: arn:aws:sqs arn:aws:states:::sqs:sendMessage arn:aws:states:::aws-sdk:s3:getObject smk:// kafka://t {%x%} ${ * "
    "arn:aws:events:eu-west-1:1:event-bus/b arn:aws:kms::: DISTRIBUTED Task Map".split()
)
VALUES = st.recursive(
    TEXTS | st.none() | st.booleans() | st.integers() | st.sampled_from([{"Ref": "X"}, {"Fn::GetAtt": ["X", "Arn"]}]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "Type Resource Parameters Arguments States Target Arn TargetArn URI Mode Destination OnFailure Rules Role "
                "Bucket Key Entries QueueUrl TableName Uri Credentials LambdaConfig DynamoDBv2 RoleArn".split()
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
OF_FUNCTION = "DeadLetterConfig VpcConfig TracingConfig LoggingConfig FileSystemConfigs DurableConfig Layers KmsKeyArn"
OF_MAPPING = "EventSourceArn SourceAccessConfigurations DestinationConfig AmazonManagedKafkaEventSourceConfig Topics"
OF_OTHERS = (
    "Definition DefinitionString DefinitionSubstitutions LoggingConfiguration Source Target TargetParameters Targets "
    "SourceParameters Enrichment AuthorizerUri LambdaConfig ExtendedS3DestinationConfiguration ReplicationConfiguration "
    "TopicRulePayload KinesisStreamSourceConfiguration DestinationArn Integration"
)


def some(names: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(names.split()), VALUES, max_size=5)


@given(some(OF_FUNCTION), some(OF_MAPPING), some(OF_OTHERS), st.sampled_from([use[:2] for use in USES]))
def test_wrong_types_never_fail(function: Any, mapping: Any, other: Any, use: tuple[str, str]) -> None:
    type_, path = use
    first, *rest = path.split(".")
    role: Any = {"Fn::GetAtt": ["R", "Arn"]}
    for step in reversed(rest):
        role = [role] if step == "*" else {step: role}
    resources = {
        "R": {"Type": "AWS::IAM::Role", "Properties": {}},
        "X": {"Type": "AWS::SQS::Queue", "Properties": {"KmsMasterKeyId": other}},
        "F": {"Type": "AWS::Lambda::Function", "Properties": {"Role": {"Fn::GetAtt": ["R", "Arn"]}, **function}},
        "M": {"Type": "AWS::Lambda::EventSourceMapping", "Properties": {"FunctionName": {"Ref": "F"}, **mapping}},
        "O": {"Type": f"AWS::{type_}", "Properties": {**other, ("A" if first == "*" else first): role}},
    }
    text = json.dumps({"Resources": resources}).encode()
    for reading in read(MemoryFiles({"template.json": text})):
        assert reading.fault is None
        for app in reading.worlds:
            for one in app.functions:
                assert needs(app, one)
            for named in app.roles:
                role_needs(app, named)
                unclear(app, named)
