"""A repair does what it promises or leaves the file alone: fixes are made, checked, and taken back."""

from collections.abc import Iterator
from typing import ClassVar

import pytest

from leastwise.engine import JudgeSettings
from leastwise.fix.repair import repair
from leastwise.fix.result import Repair
from leastwise.fix.trial import Workshop
from leastwise.model.application import Application
from leastwise.model.edit import AddResource, Edit, Remove, Set
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.resource import Resource
from leastwise.read.files import MemoryFiles
from leastwise.read.reading import ReadSettings
from leastwise.rules.discovery import discover
from leastwise.rules.rule import Rule


class OnQueues(Rule):
    """Says something about every queue; what, and what to do, is the subclasses' business."""

    title = "Something is wrong with a queue"
    why = "It is so."
    remediation = "Do something."
    severity = Severity.MEDIUM
    fix = FixSafety.SAFE
    kind: ClassVar[str] = "AWS::SQS::Queue"

    def check(self, app: Application) -> Iterator[Finding]:
        for resource in app.resources(self.kind):
            if self.wrong(resource):
                yield self.finding(resource[()], f"{resource.name} is wrong.", edits=self.edits(resource))

    def wrong(self, queue: Resource) -> bool:
        return True

    def edits(self, queue: Resource) -> list[Edit]:
        return []


class Short(OnQueues):
    id = "short"

    def wrong(self, queue: Resource) -> bool:
        return bool(queue["VisibilityTimeout"].number(30) < 90)

    def edits(self, queue: Resource) -> list[Edit]:
        return [Set(queue["VisibilityTimeout"], 90)]


class Shorter(Short):
    id = "shorter"

    def wrong(self, queue: Resource) -> bool:
        return bool(queue["VisibilityTimeout"].number(30) < 60)

    def edits(self, queue: Resource) -> list[Edit]:
        return [Set(queue["VisibilityTimeout"], 60)]


class Futile(OnQueues):
    id = "futile"

    def edits(self, queue: Resource) -> list[Edit]:
        return [Set(queue["DelaySeconds"], 1)]


class Trading(OnQueues):
    """Its fix brings what `Delayed` finds."""

    id = "trading"

    def wrong(self, queue: Resource) -> bool:
        return queue["DelaySeconds"].absent

    def edits(self, queue: Resource) -> list[Edit]:
        return [Set(queue["DelaySeconds"], 1)]


class Delayed(OnQueues):
    id = "delayed"
    fix = FixSafety.NONE

    def wrong(self, queue: Resource) -> bool:
        return not queue["DelaySeconds"].absent


class MinorDelayed(Delayed):
    id = "minor-delayed"
    severity = Severity.LOW


class StrictDelayed(Delayed):
    id = "strict-delayed"
    persona = Persona.AUDITOR


class Lonely(OnQueues):
    """Every queue should have a topic of its own, and every topic a name."""

    id = "lonely"

    def wrong(self, queue: Resource) -> bool:
        return queue["Tags"].absent

    def edits(self, queue: Resource) -> list[Edit]:
        return [AddResource(queue[()], f"{queue.name}Topic", "AWS::SNS::Topic"), Set(queue["Tags"], [])]


class Nameless(OnQueues):
    id = "nameless"
    kind = "AWS::SNS::Topic"

    def wrong(self, queue: Resource) -> bool:
        return queue["TopicName"].absent

    def edits(self, queue: Resource) -> list[Edit]:
        return [Set(queue["TopicName"], "name")]


class Elsewhere(OnQueues):
    """Its edit is about one queue, the text is shared by another one."""

    id = "elsewhere"

    def wrong(self, queue: Resource) -> bool:
        return queue.name == "One" and queue["DelaySeconds"].absent

    def edits(self, queue: Resource) -> list[Edit]:
        return [Set(queue["DelaySeconds"], 1)]


class Unwanted(OnQueues):
    id = "unwanted"

    def wrong(self, queue: Resource) -> bool:
        return not queue["DelaySeconds"].absent

    def edits(self, queue: Resource) -> list[Edit]:
        return [Remove(queue["DelaySeconds"])]


QUEUE = """\
Resources:
  One:
    Type: AWS::SQS::Queue  # the one
    Properties:
      VisibilityTimeout: 30  # seconds
"""


def run(text: str | bytes, *rules: type[Rule], persona: Persona = Persona.AUDITOR) -> list[Repair]:
    workshop = Workshop(ReadSettings(), JudgeSettings(persona), [rule() for rule in rules], lambda finding: True)
    return list(repair(MemoryFiles({"template.yaml": text}), [""], workshop))


def fixed(repairs: list[Repair]) -> list[str]:
    return [fix.finding.rule for done in repairs for fix in done.fixed]


def left(repairs: list[Repair]) -> dict[str, str]:
    return {entry.finding.rule: entry.reason for done in repairs for entry in done.left}


def text(repairs: list[Repair]) -> str:
    return [done.after["template.yaml"] for done in repairs if done.after][-1]


def test_a_fix_changes_what_it_says_and_nothing_else() -> None:
    repairs = run(QUEUE, Short)
    assert fixed(repairs) == ["short"]
    assert text(repairs) == QUEUE.replace("30", "90")
    assert run(text(repairs), Short) == []


def test_line_ends_byte_order_mark_and_encoding_stay() -> None:
    data = QUEUE.replace("\n", "\r\n").encode("utf-16")
    [done] = run(data, Short)
    source = done.before["template.yaml"]
    assert source.raw == data
    assert done.after["template.yaml"] == source.text.replace("30", "90")
    assert "\r\n" in source.text


def test_a_fix_that_does_not_silence_its_rule_is_taken_back() -> None:
    repairs = run(QUEUE, Futile, Short)
    assert left(repairs) == {"futile": "futile would still be found at One"}
    assert text(repairs) == QUEUE.replace("30", "90")


def test_a_fix_that_brings_another_finding_of_its_severity_is_taken_back() -> None:
    repairs = run(QUEUE, Trading, Delayed)
    assert left(repairs) == {"trading": "delayed would be found at One"}
    assert fixed(repairs) == []


@pytest.mark.parametrize("other", [MinorDelayed, StrictDelayed])
def test_a_milder_finding_may_come(other: type[Rule]) -> None:
    assert fixed(run(QUEUE, Trading, other)) == ["trading"]


def test_the_first_of_two_fixes_that_contradict_each_other_is_made() -> None:
    repairs = run(QUEUE, Short, Shorter)
    assert text(repairs) == QUEUE.replace("30", "90")
    assert fixed(repairs) == ["short", "shorter"]  # the other one's finding is gone with it
    assert left(repairs) == {}


def test_what_a_fix_adds_is_fixed_in_the_next_round() -> None:
    repairs = run(QUEUE, Lonely, Nameless)
    assert fixed(repairs) == ["lonely", "nameless"]
    assert left(repairs) == {}
    assert "    Type: AWS::SNS::Topic\n    Properties:\n      TopicName: name\n" in text(repairs)
    assert run(text(repairs), Lonely, Nameless) == []


def test_a_value_that_others_share_is_not_changed_for_one_of_them() -> None:
    shared = """\
Resources:
  One:
    Type: AWS::SQS::Queue
    Properties: &same
      VisibilityTimeout: 30
  Two:
    Type: AWS::SQS::Queue
    Properties: *same
"""
    repairs = run(shared, Elsewhere)
    assert fixed(repairs) == []
    assert "same" in left(repairs)["elsewhere"]


def test_fixes_of_many_findings_are_one_text() -> None:
    many = QUEUE + "".join(QUEUE.split("\n", 1)[1].replace("One", f"Queue{n}") for n in range(40))
    repairs = run(many, Short, Futile)
    assert len(fixed(repairs)) == 41
    assert text(repairs) == many.replace(": 30", ": 90")


def test_removing_the_last_property_leaves_a_template_that_can_be_read() -> None:
    only = QUEUE.replace("VisibilityTimeout: 30  # seconds", "DelaySeconds: 5")
    repairs = run(only, Unwanted)
    assert fixed(repairs) == ["unwanted"]
    assert run(text(repairs), Unwanted) == []


def test_only_what_is_wanted_is_fixed_but_everybody_may_object() -> None:
    workshop = Workshop(
        ReadSettings(), JudgeSettings(), [Trading(), Short(), Delayed()], lambda finding: finding.rule == "trading"
    )
    [done] = repair(MemoryFiles({"template.yaml": QUEUE}), [""], workshop)
    assert done.after == {}
    assert [(entry.finding.rule, entry.reason) for entry in done.left] == [("trading", "delayed would be found at One")]


def test_a_template_that_two_applications_nest_is_changed_once() -> None:
    parent = "Resources: {Child: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml}}}\n"
    files = MemoryFiles({"a.yaml": parent, "b.yaml": parent, "child.yaml": QUEUE})
    workshop = Workshop(ReadSettings(), JudgeSettings(), [Short()], lambda finding: True)
    repairs = list(repair(files, [""], workshop))
    assert [done.after for done in repairs] == [{"child.yaml": QUEUE.replace("30", "90")}]


def test_a_condition_is_respected() -> None:
    conditional = """\
Parameters:
  Stage: {Type: String}
Conditions:
  Slow: !Equals [!Ref Stage, dev]
Resources:
  One:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: !If [Slow, 300, 60]
"""
    repairs = run(conditional, Short)
    assert text(repairs) == conditional.replace("300, 60", "300, 90")


def test_the_example_application_is_repaired_and_stays_so() -> None:
    from pathlib import Path

    from leastwise.read.files import DiskFiles

    shop = Path(__file__).parents[2] / "examples" / "corner-shop"
    rules = tuple(rule() for rule in discover(installed=False))
    workshop = Workshop(ReadSettings(), JudgeSettings(), rules, lambda finding: True)
    repairs = list(repair(DiskFiles(str(shop)), [""], workshop))
    assert len(fixed(repairs)) >= 15
    after = {path: text.encode() for done in repairs for path, text in done.after.items()}
    contents = {path: after.get(path) or (shop / path).read_bytes() for path in DiskFiles(str(shop)).walk("")}
    again = list(repair(MemoryFiles(contents), [""], workshop))
    assert fixed(again) == []
