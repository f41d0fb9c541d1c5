"""open-acl: the first entry of each direction decides."""

import pytest

from leastwise.rules.example import findings
from leastwise.rules.network.open_acl import OpenAcl
from leastwise.rules.rule import examples

TEMPLATE = examples(OpenAcl.bad)[0].text
ENTRY = "  More: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref Acl, RuleNumber: %s, Protocol: 6, RuleAction: deny, CidrBlock: 0.0.0.0/0}}\n"


def count(text: str) -> int:
    return len(findings(OpenAcl(), {"template.yaml": text}))


def test_the_example_stands() -> None:
    assert count(TEMPLATE) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Egress: true", "Egress: false"),
        ("RuleAction: allow", "RuleAction: deny"),
        ("Protocol: -1", "Protocol: 6"),
        ("CidrBlock: 0.0.0.0/0", "CidrBlock: 10.0.0.0/16"),
        ("RuleNumber: 100", "RuleNumber: !ImportValue number"),
        ("SubnetIds: [!Ref Inside]", "SubnetIds: [subnet-1]"),
    ],
)
def test_anything_less_open_is_fine(old: str, new: str) -> None:
    assert old in TEMPLATE
    assert count(TEMPLATE.replace(old, new)) == 0


def test_an_entry_that_is_looked_at_first_decides() -> None:
    assert count(TEMPLATE + ENTRY % 10) == 0
    assert count(TEMPLATE + ENTRY % 200) == 1
    assert count(TEMPLATE + ENTRY % "!ImportValue number") == 0
