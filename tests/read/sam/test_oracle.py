"""What the official translator deploys, ours deploys too, property by property."""

from pathlib import Path
from types import ModuleType

import pytest

from leastwise.read.files import DiskFiles, MemoryFiles

FOLDER = Path(__file__).with_name("templates")


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("*.yaml")))
def test_agrees_with_the_official_translator(oracle: ModuleType, name: str) -> None:
    assert oracle.differences(DiskFiles(str(FOLDER)), name) == []


def test_the_comparison_notices_what_is_missing(oracle: ModuleType) -> None:
    ours = {"A": ("AWS::SQS::Queue", {"X": [1]}), "B": ("AWS::SNS::Topic", {})}
    theirs = {"A": ("AWS::SQS::Queue", {"X": [2], "Y": 1}), "C": ("AWS::SNS::Topic", {})}
    assert oracle.compare(ours, theirs) == [
        "C (AWS::SNS::Topic): not made",
        "B (AWS::SNS::Topic): should not be there",
        "A.Y: not there, should be 1",
        "A.X[0]: is 1, should be 2",
    ]


def test_a_template_that_the_translator_does_not_take_is_told_apart(oracle: ModuleType) -> None:
    with pytest.raises(oracle.Refused, match="Resources"):
        oracle.official("Transform: AWS::Serverless-2016-10-31\nResources: {}\n", MemoryFiles({}), "t.yaml")
