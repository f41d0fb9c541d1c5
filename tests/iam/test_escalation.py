"""The table of ways by which permissions grow."""

import json
from importlib.resources import files

import pytest

from leastwise.iam.actions import expand
from leastwise.iam.allowance import Allowance
from leastwise.iam.escalation import Way, escalations, ways
from leastwise.rules.example import readings

TABLE = json.loads((files("leastwise.iam") / "data" / "escalations.json").read_text("utf-8"))
ROLE = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {}
      Policies: [{PolicyName: p, PolicyDocument: {Statement: [%s]}}]
"""


def gains(*statements: str) -> list[str]:
    (reading,) = readings({"template.yaml": ROLE % ", ".join(statements)})
    return [found.way.gains for found in escalations(Allowance(reading.worlds[0].roles[0]))]


def allow(action: str, resource: str = '"*"') -> str:
    return f'{{Effect: Allow, Action: "{action}", Resource: {resource}}}'


def test_every_action_in_the_table_exists_and_is_spelled_as_aws_does() -> None:
    named = {n for way in ways() for n in (*way.everywhere, *(one for choice in way.also for one in choice))}
    assert {name for name in named if [str(action) for action in expand(name) or ()] != [name]} == set()


def test_every_way_has_a_source_and_something_to_look_for() -> None:
    assert all(way["sources"] and way["gains"] and ("everywhere" in way or "passes" in way) for way in TABLE["way"])
    assert all(way.passes.endswith(".amazonaws.com") for way in ways() if way.passes)


@pytest.mark.parametrize("way", ways(), ids=lambda way: way.gains)
def test_every_way_is_found_and_needs_all_of_it(way: Way) -> None:
    parts = [*way.everywhere, *(["iam:PassRole"] if way.passes else []), *(choice[0] for choice in way.also)]
    assert way.gains in gains(*map(allow, parts))
    for missing in parts:
        rest = [part for part in parts if part != missing]
        assert not rest or way.gains not in gains(*map(allow, rest))


def test_what_is_done_with_a_passed_role_may_be_done_on_named_resources() -> None:
    functions = '"arn:aws:lambda:*:*:function:job-*"'
    named = [allow("lambda:CreateFunction", functions), allow("lambda:InvokeFunction", functions)]
    assert "runs a new function with any role of a function" in gains(allow("iam:PassRole"), *named)
    assert gains(allow("iam:PassRole", '"arn:aws:iam::123456789012:role/job"'), *named) == []
