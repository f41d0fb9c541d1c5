"""What the engine makes of what rules say, seen from outside: templates go in, findings come out."""

from collections.abc import Callable, Iterator
from typing import ClassVar

import pytest

from leastwise.engine import Judgement, JudgeSettings, judge
from leastwise.model.application import Application
from leastwise.model.edit import AddResource, Set
from leastwise.model.finding import Finding, Persona, Related, Severity
from leastwise.report.result import fails
from leastwise.rules.example import readings
from leastwise.rules.rule import Rule

BUCKET = "AWS::S3::Bucket"


class Named(Rule):
    """Fires at the name of every bucket, or where there is none."""

    id = "named"
    title = "named"
    severity = Severity.MEDIUM

    def check(self, app: Application) -> Iterator[Finding]:
        for bucket in app.resources(BUCKET):
            yield self.finding(bucket["BucketName"], f"{bucket.name} has a name")


class Public(Rule):
    """Fires at the access settings of every bucket that is not private, about all of the bucket."""

    id = "public"
    title = "public"
    severity = Severity.HIGH
    subsumes = ("named", "acl")

    def check(self, app: Application) -> Iterator[Finding]:
        for bucket in app.resources(BUCKET):
            if bucket["AccessControl"].text() == "PublicRead":
                yield self.finding(bucket["AccessControl"], f"{bucket.name} is public", scope=bucket[""])


class Acl(Rule):
    """Fires at every access setting."""

    id = "acl"
    title = "acl"
    severity = Severity.LOW

    def check(self, app: Application) -> Iterator[Finding]:
        for bucket in app.resources(BUCKET):
            if bucket["AccessControl"].present:
                yield self.finding(bucket["AccessControl"], f"{bucket.name} has an access setting")


class Slow(Rule):
    """Fires at every function's timeout."""

    id = "slow"
    title = "slow"
    severity = Severity.LOW
    exposed = True

    def check(self, app: Application) -> Iterator[Finding]:
        for function in app.functions:
            place = function.resource["Timeout"]
            if place.number() > 100:
                edits = [Set(place, 30), AddResource(place, f"{function.name}Alarm", "AWS::CloudWatch::Alarm")]
                yield self.finding(place, f"{function.name} is slow", functions=[function], edits=edits)


class Broken(Rule):
    """Raises, after a finding."""

    id = "broken"
    title = "broken"
    severity = Severity.INFO

    def check(self, app: Application) -> Iterator[Finding]:
        for bucket in app.resources(BUCKET):
            yield self.finding(bucket["BucketName"], "before")
            raise KeyError("what is this?")


def judged(text: str, *rules: type[Rule], **settings: object) -> Judgement:
    (reading,) = readings({"template.yaml": text})
    return judge(reading, [rule() for rule in rules], JudgeSettings(**settings))  # type: ignore[arg-type]


def shown(judgement: Judgement) -> list[tuple[str, int]]:
    return [(finding.rule, finding.location.line) for finding in judgement.findings]


TWO = """\
Resources:
  A:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: a
      AccessControl: PublicRead
  B:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: b
      AccessControl: Private
"""


def test_findings_are_ordered_by_severity_then_by_place() -> None:
    assert shown(judged(TWO, Acl, Named)) == [("named", 5), ("named", 10), ("acl", 6), ("acl", 11)]
    assert {finding.application for finding in judged(TWO, Acl).findings} == {"template.yaml"}


def test_a_stronger_finding_takes_in_the_weaker_ones_in_its_scope() -> None:
    strong, *others = judged(TWO, Named, Public, Acl).findings
    assert (strong.rule, strong.location.line) == ("public", 6)
    assert strong.related == (Related("acl", "A has an access setting"), Related("named", "A has a name"))
    assert [(finding.rule, finding.location.line) for finding in others] == [("named", 10), ("acl", 11)]


def test_only_rules_that_run_subsume() -> None:
    assert shown(judged(TWO, Named)) == [("named", 5), ("named", 10)]


def test_what_is_taken_in_goes_to_the_strongest_of_all() -> None:
    class Strongest(Public):
        id = "strongest"
        subsumes = ("public",)

    strong = judged(TWO, Named, Public, Acl, Strongest).findings[0]
    assert strong.rule == "strongest"
    assert [note.rule for note in strong.related] == ["acl", "named", "public"]


def test_a_finding_is_never_hidden_under_a_milder_one() -> None:
    class Mild(Public):
        severity = Severity.INFO

    assert ("named", 5) in shown(judged(TWO, Named, Mild))


def test_rules_that_subsume_each_other_hide_nothing() -> None:
    class Other(Public):
        id = "other"
        subsumes = ("public",)

    class One(Public):
        subsumes = ("other",)

    assert shown(judged(TWO, One, Other)) == [("other", 6), ("public", 6)]


CONDITIONAL = """\
Parameters:
  Stage: {Type: String, AllowedValues: [dev, test, prod]}
Conditions:
  Prod: !Equals [!Ref Stage, prod]
Resources:
  A:
    Type: AWS::S3::Bucket
    Properties:
      AccessControl: !If [Prod, PublicRead, Private]
      BucketName: a
"""


def test_a_finding_that_holds_in_some_worlds_only_says_in_which() -> None:
    judgement = judged(CONDITIONAL, Public, Named)
    strong, weak = judgement.findings
    assert (strong.rule, strong.when) == ("public", "Stage = prod")
    assert strong.related == (Related("named", "A has a name"),)
    assert (weak.rule, weak.when) == ("named", "Stage ≠ prod")
    assert [f.when for f in judged(CONDITIONAL, Named).findings] == [None]


GLOBALS = """\
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: python3.13
    Handler: app.handler
    InlineCode: "def handler(event, context): pass"
    Timeout: 900
Resources:
  Own:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 600
  First:
    Type: AWS::Serverless::Function
  Second:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Post:
          Type: HttpApi
          Properties: {Path: /orders, Method: post}
"""


def test_what_several_functions_inherit_is_one_finding() -> None:
    second, own = judged(GLOBALS, Slow).findings
    assert (own.location.line, own.functions) == (12, ("template.yaml:Own",))
    assert second.location.line == 7
    assert set(second.functions) == {"template.yaml:First", "template.yaml:Second"}
    assert {edit.name for edit in second.edits if isinstance(edit, AddResource)} == {"FirstAlarm", "SecondAlarm"}


def test_severity_is_one_step_higher_behind_an_open_door() -> None:
    second, own = judged(GLOBALS, Slow).findings
    assert (second.severity, own.severity) == (Severity.MEDIUM, Severity.LOW)
    assert second.severity_reason == "reachable from the internet without authentication (POST /orders)"
    assert second.message == "Second is slow The same is true of First."
    assert own.severity_reason == ""


URLS = """\
Resources:
  Open:
    Type: AWS::Lambda::Function
    Properties: {Timeout: 900}
  Door:
    Type: AWS::Lambda::Url
    Properties: {AuthType: NONE, TargetFunctionArn: !Ref Open}
  Closed:
    Type: AWS::Lambda::Function
    Properties: {Timeout: 900}
  Lock:
    Type: AWS::Lambda::Url
    Properties: {AuthType: AWS_IAM, TargetFunctionArn: !Ref Closed}
  Inner:
    Type: AWS::Lambda::Function
    Properties: {Timeout: 900}
"""


def test_a_door_that_asks_who_is_there_changes_nothing() -> None:
    found = {finding.functions: (finding.severity, finding.severity_reason) for finding in judged(URLS, Slow).findings}
    assert found == {
        ("template.yaml:Open",): (
            Severity.MEDIUM,
            "reachable from the internet without authentication (function URL)",
        ),
        ("template.yaml:Closed",): (Severity.LOW, ""),
        ("template.yaml:Inner",): (Severity.LOW, ""),
    }


def test_nothing_is_worse_than_critical_and_a_reason_is_kept() -> None:
    class Worst(Slow):
        severity = Severity.CRITICAL

    class Reasoned(Slow):
        def check(self, app: Application) -> Iterator[Finding]:
            for function in app.functions:
                place = function.resource["Timeout"]
                yield self.finding(place, "slow", functions=[function], severity_reason="it is Monday")

    assert {finding.severity for finding in judged(GLOBALS, Worst).findings} == {Severity.CRITICAL}
    reason = judged(GLOBALS, Reasoned).findings[0].severity_reason
    assert reason == "it is Monday; reachable from the internet without authentication (POST /orders)"


def test_one_finding_for_the_application_where_one_edit_mends_all() -> None:
    class Once(Slow):
        once = True

    (finding,) = judged(GLOBALS, Once).findings
    assert len(finding.functions) == 3


def test_a_rule_that_raises_is_listed_and_the_rest_runs() -> None:
    judgement = judged(TWO, Broken, Named)
    assert ("named", 5) in shown(judgement)
    assert ("broken", 5) in shown(judgement)
    (failure,) = judgement.failures
    assert (failure.rule, failure.application) == ("broken", "template.yaml")
    assert failure.error == "KeyError: 'what is this?'"
    assert failure.place.endswith(f"test_judge.py:{Broken.check.__code__.co_firstlineno + 3}")
    assert failure.traceback == ""
    assert "raise KeyError" in judged(TWO, Broken, debug=True).failures[0].traceback


def test_a_rule_that_fails_in_every_world_is_listed_once() -> None:
    assert len(judged(CONDITIONAL, Broken).failures) == 1


@pytest.mark.parametrize("given", [None, "a text", 3])
def test_a_rule_that_yields_something_else_is_listed(given: object) -> None:
    class Odd(Named):
        id = "odd"

        def check(self, app: Application) -> Iterator[Finding]:
            yield given  # type: ignore[misc]

    judgement = judged(TWO, Odd, Named)
    assert len(judgement.findings) == 2
    assert judgement.failures[0].error == f"TypeError: yielded {type(given).__name__} instead of a finding"


def test_a_stricter_persona_hears_more_and_a_selected_rule_is_always_heard() -> None:
    class Pedantic(Named):
        id = "pedantic"
        persona = Persona.PEDANTIC

    assert judged(TWO, Pedantic).findings == ()
    for settings in ({"persona": Persona.AUDITOR}, {"persona": Persona.PEDANTIC}, {"select": frozenset({"pedantic"})}):
        assert len(judged(TWO, Pedantic, **settings).findings) == 2


def test_fail_on_looks_at_what_is_not_suppressed() -> None:
    findings = judged(TWO, Named).findings
    assert fails(findings, Severity.MEDIUM)
    assert fails(findings, Severity.LOW)
    assert not fails(findings, Severity.HIGH)
    assert not fails(findings, None)
    assert not fails([], Severity.INFO)


def fingerprints(text: str, *rules: type[Rule], path: str = "template.yaml") -> list[str]:
    (reading,) = readings({path: text})
    return [finding.fingerprint for finding in judge(reading, [rule() for rule in rules]).findings]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: f"# a comment\n\n{text}",
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("BucketName: a", "BucketName:    a"),
        lambda text: text.replace("Private", "PublicReadWrite"),
    ],
)
def test_a_fingerprint_does_not_depend_on_where_it_stands(change: Callable[[str], str]) -> None:
    before = fingerprints(TWO, Named)
    assert fingerprints(change(TWO), Named) == before
    assert fingerprints(TWO, Named, path="moved/other.yaml") == before
    assert all(len(mark) == 32 and set(mark) <= set("0123456789abcdef") for mark in before)


def test_a_fingerprint_changes_with_what_is_wrong() -> None:
    first, second = fingerprints(TWO, Named)
    assert fingerprints(TWO.replace("BucketName: a", "BucketName: other"), Named)[0] != first
    assert fingerprints(TWO.replace("  A:", "  C:"), Named)[0] != first
    assert fingerprints(TWO.replace("      BucketName: a\n", ""), Named)[1] != first
    assert fingerprints(TWO, Named)[1] == second


def test_equal_fingerprints_are_made_distinct() -> None:
    class Twice(Rule):
        id = "twice"
        title = "twice"
        severity = Severity.LOW
        files: ClassVar[int] = 0

        def check(self, app: Application) -> Iterator[Finding]:
            for bucket in app.resources(BUCKET):
                yield self.finding(bucket["AccessControl"], bucket.name)

    nested = TWO.partition("  B:")[0]
    root = nested + "  Child:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: child.yaml}\n"
    (reading,) = readings({"template.yaml": root, "child.yaml": nested})
    marks = [finding.fingerprint for finding in judge(reading, [Twice()]).findings]
    assert len(marks) == len(set(marks)) == 2
