"""Small programs: a rule about what code does, or about who a caller is, fires on the lines that say so, and nowhere else.

Those in `cases/coding/` are heard by the rules about coding, those in `cases/identity/` by the ones about identity.
"""

from pathlib import Path

import pytest

from leastwise.read.files import MemoryFiles
from leastwise.read.project import read
from leastwise.rules.discovery import discover

from .test_cases import CODING, HERE, expected, files_of, template

CASES = sorted(
    path
    for about in ("coding", "identity")
    for path in (HERE / "cases" / about).glob("*/*")
    if path.suffix in (".py", ".js", ".mjs", ".ts")
)
RULES = {
    "coding": [rule for rule in discover(installed=False) if rule.id in CODING | {"regex-dos"}],
    "identity": [rule for rule in discover(installed=False) if ".identity." in rule.__module__],
}
LOUD = ("unvalidated-event", "event-logged", "unbounded-upload")
"""Rules that are heard only in cases that name them."""


@pytest.mark.parametrize("case", CASES, ids=[f"{path.parent.name}-{path.name}" for path in CASES])
def test_a_rule_fires_where_the_case_says_so_and_nowhere_else(case: Path) -> None:
    files = files_of(case)
    wanted = expected(files)
    written = template(case, files)
    if "snapstart" in case.name:
        written = written.replace("      Runtime:", "      SnapStart: {ApplyOn: PublishedVersions}\n      Runtime:")
    app = next(reading.worlds[0] for reading in read(MemoryFiles({**files, "template.yaml": written})))
    found = [finding for rule in RULES[case.parent.parent.name] for finding in rule().check(app)]
    heard = {(one.location.file, one.location.line, one.rule) for one in found}
    assert {one for one in heard if one[2] not in LOUD or one[2] in {rule for _, _, rule in wanted}} == wanted
