"""Small programs in `cases/`: a rule about injection fires on the lines that say so, and nowhere else.

A case is a file, or a folder with `app.*` and what it imports. Its first lines may say `# event: sqs` (the kind of its
trigger, `http-api` if they do not, `none` for none) and `# runtime: python3.11`; `# leastwise: expect rule-id` stands
on lines where a rule must fire, `# leastwise: auditor rule-id` where it does for auditors only. In JavaScript the
comments begin with `//`.
"""

import re
from pathlib import Path

import pytest
import yaml

from leastwise.code.entries import Missing
from leastwise.code.needs.function import entry_of
from leastwise.code.sources import sources_of
from leastwise.code.taint.flows import flows
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read
from leastwise.rules.discovery import discover

HERE = Path(__file__).parent
CASES = sorted(
    path
    for language in ("python", "javascript")
    for path in (HERE / "cases" / language).iterdir()
    if path.suffix in (".py", ".js", ".mjs", ".cjs", ".ts") or (path.is_dir() and path.name != "__pycache__")
)
TRIGGERS = yaml.safe_load((HERE / "triggers.yaml").read_text("utf-8"))
WIRED = TRIGGERS | yaml.safe_load((HERE / "identity.yaml").read_text("utf-8"))
PERMISSION = {
    "resources": {
        "Source": {
            "Type": "AWS::Lambda::Permission",
            "Properties": {"Action": "lambda:InvokeFunction", "FunctionName": {"Ref": "Function"}, "Principal": "*"},
        }
    }
}
CODING = {rule.id for rule in discover(installed=False) if ".coding." in rule.__module__}
HEADER = re.compile(r"^(?:#|//) (event|runtime): (\S+)$", re.MULTILINE)
EXPECT = re.compile(r"(?:#|//) leastwise: (expect|auditor) ([\w-]+(?:, [\w-]+)*)")


def files_of(case: Path) -> dict[str, str]:
    """The files of the function, its handler in `app.*`."""
    if case.is_file():
        return {f"src/app{case.suffix}": case.read_text("utf-8")}
    found = sorted(path for path in case.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {f"src/{path.relative_to(case).as_posix()}": path.read_text("utf-8") for path in found}


def template(case: Path, files: dict[str, str]) -> str:
    """A template with the function and what starts it."""
    begins = next(text for path, text in files.items() if path.startswith("src/app."))
    said = dict(HEADER.findall(begins[:400]))
    kind = said.get("event", "http-api")
    wired = {} if kind == "none" else WIRED.get(kind, PERMISSION)
    runtime = said.get("runtime", "python3.13" if case.parent.name == "python" else "nodejs22.x")
    function = {"Runtime": runtime, "Handler": "app.handler", "CodeUri": "src/", **wired.get("properties", {})}
    if "events" in wired:
        function["Events"] = wired["events"]
    resources = {
        "Function": {"Type": "AWS::Serverless::Function", "Properties": function},
        **wired.get("resources", {}),
    }
    return yaml.safe_dump({"Transform": "AWS::Serverless-2016-10-31", "Resources": resources})


def expected(files: dict[str, str], who: str = "expect") -> set[tuple[str, int, str]]:
    """Where which rules must fire; of `auditor`, where they do for auditors only."""
    return {
        (path, number, rule)
        for path, text in files.items()
        for number, line in enumerate(text.splitlines(), 1)
        for said_to, said in EXPECT.findall(line)
        for rule in said.split(", ")
        if said_to == who
    }


def found(files: dict[str, str], written: str) -> tuple[set[tuple[str, int, str]], set[tuple[str, int, str]]]:
    """Where which rules fire, and where they do for auditors only."""
    reached: tuple[set[tuple[str, int, str]], set[tuple[str, int, str]]] = (set(), set())
    for reading in read(MemoryFiles({**files, "template.yaml": written})):
        app = reading.worlds[0]
        for function in app.functions:
            sources = sources_of(app)
            assert sources is not None
            begin = entry_of(app, function, sources)
            assert not isinstance(begin, Missing), begin.reason
            reaching = flows(app, function)
            broken = sources.kept.get("needs", {}).get((id(app), function.id))
            assert broken is None, broken.fault
            for flow in reaching:
                place = flow.hit.call.place
                if flow.rule not in CODING:  # of these rules, see `test_coding_cases.py`
                    reached[flow.weak].add((place.file, place.line, flow.rule))
    return reached


@pytest.mark.parametrize("case", CASES, ids=[f"{path.parent.name}-{path.name}" for path in CASES])
def test_a_rule_fires_where_the_case_says_so_and_nowhere_else(case: Path) -> None:
    files = files_of(case)
    sure, weak = found(files, template(case, files))
    assert sure == expected(files)
    assert weak == expected(files, "auditor")


@pytest.mark.parametrize("kind", TRIGGERS)
def test_a_template_says_the_kind_of_its_trigger(kind: str) -> None:
    text = f"# event: {kind}\ndef handler(event, context):\n    return None\n"
    files = {"src/app.py": text}
    written = template(HERE / "cases" / "python" / "x.py", files)
    apps = [app for reading in read(MemoryFiles({**files, "template.yaml": written})) for app in reading.worlds[:1]]
    assert {trigger.kind for app in apps for one in app.functions for trigger in app.triggers_of(one)} == {kind}
