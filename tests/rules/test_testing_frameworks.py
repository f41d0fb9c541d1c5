"""`assert_frameworks` notices a rule that speaks otherwise about another framework."""

from collections.abc import Iterator

import pytest

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Severity
from leastwise.rules.rule import Example, Rule
from leastwise.testing import assert_frameworks


class Unversioned(Rule):
    id = "unversioned"
    title = "Bucket without versions"
    why = "What is overwritten is lost."
    remediation = "Keep versions."
    severity = Severity.LOW
    bad = Example.cloudformation(
        "Resources: {Store: {Type: AWS::S3::Bucket}}", at="Resources.Store.Properties.VersioningConfiguration.Status"
    )
    good = Example.cloudformation(
        "Resources: {Store: {Type: AWS::S3::Bucket, Properties: {VersioningConfiguration: {Status: Enabled}}}}"
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for bucket in app.resources("AWS::S3::Bucket"):
            if bucket["VersioningConfiguration.Status"].absent:
                yield self.finding(bucket["VersioningConfiguration.Status"], "no versions")


def test_a_rule_about_the_model_says_the_same_everywhere() -> None:
    assert_frameworks(Unversioned)


class OnlyCloudFormation(Unversioned):
    def check(self, app: Application) -> Iterator[Finding]:
        for finding in super().check(app):
            if app.framework == "cloudformation":
                yield finding


def test_a_rule_that_is_silent_about_another_framework_is_noticed() -> None:
    with pytest.raises(AssertionError) as caught:
        assert_frameworks(OnlyCloudFormation, different=["cdk"])
    assert str(caught.value).splitlines()[1:] == [
        "- as serverless it does not fire at Store.VersioningConfiguration.Status",
        "- as terraform it does not fire at Store.VersioningConfiguration.Status",
    ]
