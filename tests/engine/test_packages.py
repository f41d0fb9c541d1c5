"""A new rule is one new file in a package of one's own, and a bad one does no harm to the others."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from leastwise.engine import judge
from leastwise.rules.discovery import discover
from leastwise.rules.example import readings
from leastwise.rules.selection import choose
from leastwise.testing import assert_examples

RULE = '''
"""A bucket has a name of its own."""

from leastwise.model.finding import Severity
from leastwise.rules.rule import Example, Rule


class NamedBucket(Rule):
    id = "named-bucket"
    title = "Bucket with a fixed name"
    why = "The name can be taken."
    remediation = "Leave the name out."
    severity = Severity.LOW
    bad = Example.cloudformation(
        """
        Resources:
          Store:
            Type: AWS::S3::Bucket
            Properties:
              BucketName: mine
        """,
        at="Resources.Store.Properties.BucketName",
    )
    good = Example.cloudformation("Resources: {Store: {Type: AWS::S3::Bucket}}")

    def check(self, app):
        for bucket in app.resources("AWS::S3::Bucket"):
            if bucket["BucketName"].text():
                yield self.finding(bucket["BucketName"], "it has a name")
'''
TEMPLATE = "Resources:\n  Store:\n    Type: AWS::S3::Bucket\n    Properties: {BucketName: mine}\n"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "corner_rules"
    folder.mkdir()
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    before = set(sys.modules)
    yield folder
    for name in set(sys.modules) - before:
        del sys.modules[name]


def test_a_new_rule_is_one_new_file(package: Path) -> None:
    (package / "named_bucket.py").write_text(RULE, "utf-8")
    rules = discover(["corner_rules"], installed=False)
    (reading,) = readings({"template.yaml": TEMPLATE})
    judgement = judge(reading, choose(rules))
    assert "named-bucket" in [finding.rule for finding in judgement.findings]
    assert judgement.failures == ()
    assert_examples(next(rule for rule in rules if rule.id == "named-bucket"))


def test_a_rule_that_fails_is_listed_with_its_place_and_the_rest_runs(package: Path) -> None:
    (package / "named_bucket.py").write_text(RULE, "utf-8")
    broken = RULE.replace('"named-bucket"', '"broken"').replace("yield self", "raise ValueError(app.id) # ")
    (package / "broken.py").write_text(broken, "utf-8")
    (reading,) = readings({"template.yaml": TEMPLATE})
    judgement = judge(reading, choose(discover(["corner_rules"], installed=False)))
    assert "named-bucket" in [finding.rule for finding in judgement.findings]
    (failure,) = judgement.failures
    line = broken.splitlines().index(next(line for line in broken.splitlines() if "raise" in line)) + 1
    assert (failure.rule, failure.error) == ("broken", "ValueError: template.yaml")
    assert failure.place == f"corner_rules/broken.py:{line}"
