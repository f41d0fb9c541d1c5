"""`assert_fixes` notices every way in which a fix can break its promise."""

from collections.abc import Iterator

import pytest

from leastwise.model.application import Application
from leastwise.model.edit import AddResource, Edit, Remove, Set
from leastwise.model.finding import Finding, FixSafety, Severity
from leastwise.model.resource import Property
from leastwise.rules.rule import Example, Rule
from leastwise.testing import assert_fixes, fix_problems

BAD = """
Resources:
  Store:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: mine # a comment
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: rows
"""


class Named(Rule):
    id = "named"
    title = "Bucket with a fixed name"
    why = "It can be taken."
    remediation = "Leave it out."
    severity = Severity.LOW
    fix = FixSafety.UNSAFE
    caution = "CloudFormation makes a new, empty bucket."
    bad = Example.cloudformation(BAD, at="Resources.Store.Properties.BucketName")
    good = Example.cloudformation("Resources: {Store: {Type: AWS::S3::Bucket}}")

    def check(self, app: Application) -> Iterator[Finding]:
        for bucket in app.resources("AWS::S3::Bucket"):
            place = bucket["BucketName"]
            if place.text():
                yield self.finding(place, "it has a name", edits=self.edits(app, place))

    def edits(self, app: Application, place: Property) -> list[Edit]:
        return [Remove(place)]


def test_a_fix_that_keeps_its_promise_passes() -> None:
    assert_fixes(Named)


def test_a_rule_without_fix_promises_nothing() -> None:
    class Unfixed(Named):
        fix = FixSafety.NONE
        caution = ""

        def edits(self, app: Application, place: Property) -> list[Edit]:
            return []

    assert_fixes(Unfixed)


def test_an_unsafe_fix_without_a_caution() -> None:
    class Silent(Named):
        caution = ""

    assert list(fix_problems(Silent)) == ["has an unsafe fix, and no `caution` that says what it may change"]


def test_a_caution_without_an_unsafe_fix() -> None:
    class Overcautious(Named):
        fix = FixSafety.SAFE

    assert list(fix_problems(Overcautious)) == ["has a `caution`, and none of its bad examples an unsafe fix"]


class Useless(Named):
    """Makes another name of it."""

    def edits(self, app: Application, place: Property) -> list[Edit]:
        return [Set(place, "another")]


class Nowhere(Named):
    """Wants what nobody can write."""

    def edits(self, app: Application, place: Property) -> list[Edit]:
        return [Set(place["deeper"], "another")]


class Multiplying(Named):
    """Mends one bucket and makes another one that is as bad."""

    def edits(self, app: Application, place: Property) -> list[Edit]:
        return [Remove(place), AddResource(place, "More", "AWS::S3::Bucket", {"BucketName": "more"})]


class Harmful(Named):
    """Brings what another rule finds worse."""

    def edits(self, app: Application, place: Property) -> list[Edit]:
        key = {"KeyPolicy": {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}]}}
        return [Remove(place), AddResource(place, "Key", "AWS::KMS::Key", key)]


class Boastful(Named):
    """Says that it has a fix."""

    def edits(self, app: Application, place: Property) -> list[Edit]:
        return []


class Careless(Named):
    """Does not say how safe its fix is."""

    fix = FixSafety.NONE


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        (Useless, "would still be found at Store"),
        (Nowhere, "BucketName is no mapping"),
        (Multiplying, ":More"),
        (Harmful, "would be found at Key"),
        (Boastful, "none of its bad examples has one"),
        (Careless, "not how safe that is"),
    ],
)
def test_what_a_fix_must_not_do_is_a_problem(rule: type[Rule], problem: str) -> None:
    found = list(fix_problems(rule))
    assert any(problem in text for text in found), found
    with pytest.raises(AssertionError, match=rule.__name__):
        assert_fixes(rule)
