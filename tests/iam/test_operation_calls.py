"""What calls of the SDKs need and on what, by the Service Authorization Reference and the pages of the operations.

`operation_calls.txt` has one call a line: `service:Operation {arguments} => action@resource; …`. A resource is an ARN
from the service on (`s3:::b/k`, `R` and `A` are the region and the account), a whole one, `*`, or `any` where it does
not matter; `>service` is who a role is passed to.
"""

import json
from pathlib import Path

import pytest

from leastwise.iam.filling import needed, resources
from leastwise.iam.operations import operation
from leastwise.iam.truth import Truth
from leastwise.model.value import Symbol, display

LINES = (Path(__file__).parent / "operation_calls.txt").read_text("utf-8").splitlines()


def written(arn: object) -> str:
    text = display(arn) if isinstance(arn, Symbol) else str(arn)
    return text.replace("${Partition}", "aws").replace("${Region}", "R").replace("${Account}", "A")


@pytest.mark.parametrize("line", LINES)
def test_a_call_needs_what_is_documented(line: str) -> None:
    head, _, told = line.partition(" =>")
    name, _, arguments = head.partition(" ")
    found = operation(*name.split(":"))
    assert found is not None and found.unknown is None
    given = json.loads(arguments)
    got = {
        (row.action, written(arn)): row.passed_to
        for row in found.requires
        if needed(row, given) is Truth.YES and not row.optional
        for arn in resources(row, given)
    }
    expected = [one.strip() for one in told.split(";") if one.strip()]
    whatever = {one.partition("@")[0] for one in expected if one.partition("@")[2].partition(">")[0] == "any"}
    assert whatever <= {action for action, _ in got}
    exact = {}
    for one in expected:
        action, _, rest = one.partition("@")
        arn, _, service = rest.partition(">")
        if arn != "any":
            exact[action, arn if arn == "*" or arn.startswith("arn:") else f"arn:aws:{arn}"] = service
    assert set(exact) <= set(got)
    assert {key for key in got if key[0] not in whatever} <= set(exact)
    assert all(got[key] == f"{to}.amazonaws.com" for key, to in exact.items() if to)
