"""Every case in `cases/` (its README tells the format): `leastwise policy` says exactly what the program needs."""

import json
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
CASES = sorted((ROOT / "tests/code/cases").rglob("*.yaml"))

sys.path.insert(0, str(ROOT / "bench"))

from needs import judge, summary  # noqa: E402  the scorer compares: one notation of resources, one way to compare it
from needs_cases import written  # noqa: E402
from needs_labels import Target, matches  # noqa: E402
from needs_tools import heard  # noqa: E402

needs_are_there = pytest.mark.skipif(find_spec("leastwise.code.needs") is None, reason="code is not judged yet")


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path.resolve()


@needs_are_there
@pytest.mark.parametrize("path", CASES, ids=[f"{path.parent.name}-{path.stem}" for path in CASES])
def test_a_program_needs_this_and_nothing_else(path: Path, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from leastwise.cli import main

    label = written(path, here)
    main(["policy", "show", "--root", str(here), "--isolated", "--format", "json", str(here)])
    answer = heard(json.loads(capsys.readouterr().out), label)
    verdict = judge(label, answer)
    assert (verdict.missing, verdict.excess, verdict.resources, verdict.fault) == ([], [], [], "")
    assert answer.certainty == ("uncertain" if label.uncertain_at else "complete"), answer.why


def test_every_case_is_written_as_the_readme_says() -> None:
    keys = {"about", "truth", "needed", "optional", "uncertain_at", "resources", "environment", "files"}
    for path in CASES:
        case = yaml.safe_load(path.read_text("utf-8"))
        assert case.keys() <= keys, path
        assert case["truth"].startswith("https://"), path
        if "uncertain_at" in case:
            name, line = case["uncertain_at"].rsplit(":", 1)
            assert case["files"][name].splitlines()[int(line) - 1].strip(), path


@pytest.mark.parametrize(
    ("resource", "arn", "logical_id", "same"),  # the action is on buckets where the resource is one
    [
        ("Orders", "${Orders.Arn}", "Orders", True),
        ("Orders", "${Stack.Orders.Arn}", "Stack/Orders", True),
        ("Orders", "${Orders.Arn}/index/*", "Orders", False),
        ("Orders", "${Orders.StreamArn}", "Orders", False),
        ("Orders", "*", None, False),
        ("Orders", "${OldOrders.Arn}", "OldOrders", False),
        ("Orders.stream", "${Orders.StreamArn}", "Orders", True),
        ("Orders.stream", "${Orders.Arn}", "Orders", False),
        ("Orders/index/ByDay", "${Orders.Arn}/index/ByDay", "Orders", True),
        ("Orders/index/ByDay", "${Orders.Arn}/index/*", "Orders", False),
        ("Files/*", "${Files.Arn}/*", "Files", True),
        ("Files/*", "arn:${AWS::Partition}:s3:::${Files}/out/*", "Files", True),
        ("Files/*", "${Files.Arn}", "Files", False),
        ("Files", "${Files.Arn}/*", "Files", False),
        ("Api", "${Api.Arn}/types/Query/fields/*", "Api", True),
        ("aws_sqs_queue.jobs", "${aws_sqs_queue.jobs[0].arn}", "aws_sqs_queue.jobs[0]", True),
        ("param:Bus", "arn:aws:events:us-east-1:111122223333:event-bus/${Bus}", None, True),
        ("param:bus", "arn:aws:events:us-east-1:111122223333:event-bus/${var.bus}", None, True),
        ("param:Bus", "arn:aws:events:us-east-1:111122223333:event-bus/${Business}", None, False),
        ("param:Bucket/param:Key", "arn:aws:s3:::${Bucket}/${Key}", None, True),
        ("param:Bucket/param:Key", "arn:aws:s3:::${Bucket}/*", None, False),
        ("external:event-bus/default", "arn:aws:events:${AWS::Region}:${AWS::AccountId}:event-bus/default", None, True),
        ("external:event-bus/default", "arn:aws:events:${AWS::Region}:${AWS::AccountId}:event-bus/*", None, False),
        ("external:event-bus/default", "*", None, False),
        ("self", "arn:aws:lambda:us-east-1:111122223333:function:${Worker}", None, True),
        ("self", "${Worker.Arn}", "Worker", True),
        ("self", "${Other.Arn}", "Other", False),
        ("*", "*", None, True),
        ("*", "arn:aws:iot:us-east-1:111122223333:topic/*", None, True),
        ("*", "${Orders.Arn}", "Orders", False),
        ("*", "arn:aws:iot:us-east-1:111122223333:topic/door", None, False),
    ],
)
def test_the_notation_of_labels_is_compared_exactly(
    resource: str, arn: str, logical_id: str | None, same: bool
) -> None:
    action = "s3:GetObject" if resource.startswith("Files") else "service:Action"
    assert matches(resource, Target(arn, logical_id), "Worker", action) is same


def test_what_a_tool_says_is_counted(here: Path) -> None:
    def need(
        action: str, arn: str, name: str | None, source: str = "code", optional: bool = False
    ) -> dict[str, object]:
        places = [{"file": "app.py", "line": 7, "call": ""}]
        targets = [{"arn": arn, "logical_id": name}]
        return {"action": action, "resources": targets, "source": source, "because": places, "optional": optional}

    case = here / "python" / "case.yaml"
    case.parent.mkdir()
    case.write_text(
        "needed: [s3:GetObject Files/*, s3:PutObject Files/*, sns:Publish News]\n"
        "optional: [s3:ListBucket Files]\nfiles: {app.py: ''}\n"
    )
    function = {"id": "a", "name": "Function", "file": "app.py", "certainty": "complete", "why": []}
    function["needs"] = [
        need("s3:GetObject", "${Files.Arn}/*", "Files"),
        need("s3:PutObject", "arn:aws:s3:::*/*", None),
        need("s3:ListBucket", "${Files.Arn}", "Files"),
        need("s3:DeleteObject", "${Files.Arn}/*", "Files"),
        need("s3:PutObjectAcl", "${Files.Arn}/*", "Files", optional=True),
        need("sns:Publish", "${Dead.Arn}", "Dead", source="dlq"),  # the wiring's need, not the code's
    ]
    label = written(case, here / "written")
    verdict = judge(label, heard({"functions": [function]}, label))
    assert verdict.missing == ["app.py: sns:Publish"]
    assert verdict.excess == ["app.py:7: s3:DeleteObject"]
    assert verdict.resources == [
        "app.py:7: s3:PutObject on Files/* is not said",
        "app.py:7: s3:PutObject on arn:aws:s3:::*/* is not so",
    ]
    figures = summary([verdict])
    assert (figures["precision"], figures["recall"], figures["resources"]) == (0.667, 0.667, 0.333)
    assert (figures["exact"], figures["complete"], figures["complete_but_lacking"]) == (0.0, 1.0, 1)
