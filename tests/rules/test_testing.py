"""`assert_examples` notices every way in which a rule can break its promise."""

from collections.abc import Iterator

import pytest

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Severity
from leastwise.model.value import Symbol
from leastwise.rules.rule import Example, Rule
from leastwise.testing import assert_examples, problems

BAD = """
Resources:
  Store:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: mine
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
    bad = Example.cloudformation(BAD, at="Resources.Store.Properties.BucketName")
    good = Example.cloudformation("Resources: {Store: {Type: AWS::S3::Bucket}}")

    def check(self, app: Application) -> Iterator[Finding]:
        for bucket in app.resources("AWS::S3::Bucket"):
            if bucket["BucketName"].text():
                yield self.finding(bucket["BucketName"], "it has a name")


def test_a_rule_that_keeps_its_promise_passes() -> None:
    assert_examples(Named)


def test_an_absent_property_is_found_at_its_nearest_parent() -> None:
    class Versions(Named):
        bad = Example.cloudformation(BAD, at="Resources.Store.Properties.VersioningConfiguration.Status")
        good = Example.cloudformation(
            "Resources: {Store: {Type: AWS::S3::Bucket, Properties: {VersioningConfiguration: {Status: Enabled}}}}"
        )

        def check(self, app: Application) -> Iterator[Finding]:
            for bucket in app.resources("AWS::S3::Bucket"):
                if bucket["VersioningConfiguration.Status"].absent:
                    yield self.finding(bucket["VersioningConfiguration.Status"], "no versions")

    assert_examples(Versions)


def test_an_example_may_have_other_files_and_fire_there() -> None:
    class Nested(Named):
        bad = Example.cloudformation(
            "Resources: {Child: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml}}}",
            at="child.yaml#Resources.Store.Properties.BucketName",
            files={"child.yaml": BAD},
        )

    assert_examples(Nested)


class Silent(Named):
    def check(self, app: Application) -> Iterator[Finding]:
        yield from ()


class Everywhere(Named):
    def check(self, app: Application) -> Iterator[Finding]:
        for resource in app.resources():
            yield self.finding(resource["BucketName"], "it is there")


class Elsewhere(Named):
    def check(self, app: Application) -> Iterator[Finding]:
        for finding in super().check(app):
            yield self.finding(finding.place.resource[""], "it has a name")


class Credulous(Named):
    """Takes what is not known for wrong."""

    def check(self, app: Application) -> Iterator[Finding]:
        yield from super().check(app)
        for table in app.resources("AWS::DynamoDB::Table"):
            if not isinstance(table.get("TableName"), str):
                yield self.finding(table["TableName"], "not a name")


class Fragile(Named):
    """Trusts every value to be known."""

    def check(self, app: Application) -> Iterator[Finding]:
        for bucket in app.resources("AWS::S3::Bucket"):
            if bucket.get("BucketName"):
                yield self.finding(bucket["BucketName"], "it has a name")


class First(Named):
    """Depends on the order of the resources."""

    bad = Example.cloudformation(BAD.replace("AWS::DynamoDB::Table", "AWS::S3::Bucket"), at="Resources.Store")

    def check(self, app: Application) -> Iterator[Finding]:
        for bucket in app.resources("AWS::S3::Bucket"):
            yield self.finding(bucket[""], "the first")
            return


class Literal(Named):
    """Looks at the text instead of the value."""

    def check(self, app: Application) -> Iterator[Finding]:
        for finding in super().check(app):
            source, start = finding.place.span[0], finding.place.span[3]
            if not isinstance(finding.place.value, Symbol) and source.text[start] == "m":
                yield finding


class Incomplete(Named):
    why = ""


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        (Silent, "bad example 1: does not fire at Resources.Store.Properties.BucketName"),
        (Everywhere, "bad example 1: fires at Resources.Table.Properties (without BucketName)"),
        (Everywhere, "good example 1: fires at Resources.Store (without BucketName)"),
        (Elsewhere, "bad example 1: fires at Resources.Store"),
        (
            Credulous,
            "bad example 1: with an unknown value at Resources.Table.Properties.TableName, "
            "it fires at Resources.Table.Properties.TableName",
        ),
        (
            Fragile,
            "bad example 1: with an unknown value at Resources.Store.Properties.BucketName, it raises TypeError: "
            "the truth of Parameter(name='NotDecidedBeforeDeployment') is not known; use known(), is_true() or is_false()",
        ),
        (First, "bad example 1: with its resources in reverse order, it fires at Resources.Table"),
        (Literal, "bad example 1: as JSON, it does not fire at Resources.Store.Properties.BucketName"),
        (Incomplete, "`why` is empty"),
    ],
)
def test_a_broken_promise_is_noticed(rule: type[Rule], problem: str) -> None:
    assert problem in list(problems(rule))
    with pytest.raises(AssertionError, match=rule.__name__):
        assert_examples(rule)
