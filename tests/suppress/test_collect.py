"""Where notes stand, and what they cover."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leastwise.read.cloudformation.template import load_templates
from leastwise.rules.example import readings
from leastwise.suppress.collect import MAX_NOTES, notes_in, notes_of


def notes(text, name="template.yaml"):
    (template,) = load_templates(name, text.encode())
    return list(notes_of(template.source))


HEAD = "AWSTemplateFormatVersion: '2010-09-09'\n"


@pytest.mark.parametrize(
    ("text", "covers"),
    [
        ("Resources:\n  Q:\n    Type: AWS::SQS::Queue  # leastwise: ignore[a]\n", 4),
        ("Resources:\n  Q:\n    # leastwise: ignore[a]\n    Type: AWS::SQS::Queue\n", 5),
        ("Resources:\n  Q:\n    # leastwise: ignore[a]\n    # why: because\n    Type: AWS::SQS::Queue\n", 6),
        ("Resources:\n  Q:  # leastwise: ignore[a]\n    Type: AWS::SQS::Queue\n", "Q"),
        ("Resources:\n  # leastwise: ignore[a]\n  Q:\n    Type: AWS::SQS::Queue\n", "Q"),
        ("Resources:\n  # leastwise: ignore[a]\n  Q: {Type: AWS::SQS::Queue}\n", "Q"),
        ("Resources:  # leastwise: ignore[a]\n  Q: {Type: AWS::SQS::Queue}\n", 2),
        ("# leastwise: ignore[a]\nGlobals: {}\nResources: {}\n", "Globals"),
        ("Resources:\n  Q: {Type: AWS::SQS::Queue}  # also # leastwise:ignore[a]\n", "Q"),
        ("Resources: {Q: {Type: AWS::SQS::Queue}, R: {Type: AWS::SQS::Queue}}  # leastwise: ignore[a]\n", 2),
    ],
)
def test_what_a_comment_covers(text, covers):
    (note,) = notes(HEAD + text)
    assert (note.kind, note.rules, note.covers, note.fault) == ("inline", ("a",), covers, "")


def test_comments_one_under_the_other_cover_the_same_line():
    found = notes(
        HEAD + "Resources:\n  # leastwise: ignore[a]\n  # leastwise: ignore[b]\n  Q: {Type: AWS::SQS::Queue}\n"
    )
    assert [(note.rules, note.covers) for note in found] == [(("a",), "Q"), (("b",), "Q")]


def test_prose_and_texts_are_no_notes():
    text = HEAD + (
        "# leastwise: we scan with it\nResources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n"
        "      Description: '# leastwise: ignore[a]'\n      Notes: |\n        # leastwise: ignore[a]\n"
    )
    assert notes(text) == []


def test_metadata_of_a_resource_and_of_the_template():
    template = {
        "Metadata": {"leastwise": {"ignore": "c"}},
        "Resources": {
            "Q": {
                "Type": "AWS::SQS::Queue",
                "Metadata": {"leastwise": {"ignore": ["a", {"rule": "b", "until": "2027-01-31", "reason": "so"}]}},
            }
        },
    }
    for text in (json.dumps(template), json.dumps(template, indent=1)):
        found = {note.rules: note for note in notes(text, "t.json")}
        assert {note.kind for note in found.values()} == {"metadata"}
        assert (found["a",].covers, found["b",].covers, found["c",].covers) == ("Q", "Q", None)
        assert (found["b",].until, found["b",].reason) == ("2027-01-31", "so")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("3", "no mapping"),
        ("[a]", "no mapping"),
        ("{ignroe: [a]}", "`ignroe` is not understood"),
        ("{ignore: 3}", "no id of a rule"),
        ("{ignore: [3]}", "no id of a rule"),
        ("{ignore: [[a]]}", "no id of a rule"),
        ("{ignore: ['']}", "names no rule"),
        ("{ignore: [{until: 2027-01-31}]}", "names no rule"),
        ("{ignore: [{rule: a, untill: 2027-01-31}]}", "`untill` is not understood"),
        ("{ignore: [{rule: [a]}]}", "`rule` is no text"),
        ("{ignore: [{rule: a, until: soon}]}", "`soon` is no date"),
        ("{ignore: [!Ref X]}", "`Ref` is not understood"),
    ],
)
def test_metadata_that_is_not_understood_accepts_nothing(value, words):
    (note,) = notes(HEAD + f"Resources: {{Q: {{Type: AWS::SQS::Queue, Metadata: {{leastwise: {value}}}}}}}")
    assert words in note.fault
    assert note.rules == ()


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["ignore", "rule", "skip", "id"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["ignore", "rule", "until", "reason", "skip", "id", "x"]), inner, max_size=3)
    ),
)


@given(plain, plain, plain, plain)
def test_whatever_metadata_holds_it_is_read(one, other, third, whole):
    metadata = {"leastwise": one, "checkov": other, "cfn_nag": third}
    template = {"Resources": {"Q": {"Type": "AWS::SQS::Queue", "Metadata": metadata}, "R": whole}, "Metadata": metadata}
    for note in notes(json.dumps(template), "t.json"):
        assert note.rules or note.fault


def test_notes_are_found_in_every_file_of_an_application():
    files = {
        "template.yaml": HEAD
        + "Resources:\n  N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: sub/n.yaml}}\n",
        "sub/n.yaml": HEAD + "Resources:\n  Q: {Type: AWS::SQS::Queue}  # leastwise: ignore[a]\n",
    }
    (reading,) = readings(files)
    (note,) = notes_in(reading.worlds)
    assert (note.file, note.covers) == ("sub/n.yaml", "Q")


def test_a_resource_that_only_some_worlds_have_has_its_notes():
    text = HEAD + (
        "Parameters: {S: {Type: String, AllowedValues: [a, b]}}\nConditions: {C: !Equals [!Ref S, a]}\nResources:\n"
        "  Q:\n    Type: AWS::SQS::Queue\n    Condition: C\n    # leastwise: ignore[a]\n    Properties: {}\n"
    )
    (reading,) = readings({"template.yaml": text})
    assert len(notes_in(reading.worlds)) == 1


def test_the_number_of_notes_of_a_file_is_bounded():
    text = HEAD + "Resources:\n" + "  # leastwise: ignore[a]\n" * (MAX_NOTES + 10) + "  Q: {Type: AWS::SQS::Queue}\n"
    (reading,) = readings({"template.yaml": text})
    assert len(notes_in(reading.worlds)) == MAX_NOTES


INLINE = """Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      Code:
        ZipFile: STYLE
          import os

          def handler(event, context):

              os.system(event["a"])  # leastwise: ignore[a]

              # leastwise: ignore[b] reason=known

              os.system(event["b"]) // leastwise: ignore[c]

      Description: "no # leastwise: ignore[d]"
"""


@pytest.mark.parametrize("style", ["|", "|-", ">", ">+", "!Sub |", "!Sub >-"])
def test_a_comment_in_code_that_a_template_holds_covers_the_line_of_the_template(style):
    found = {note.rules: note.covers for note in notes(INLINE.replace("STYLE", style))}
    assert found == {("a",): 11, ("b",): 15, ("c",): 15}


def test_a_comment_in_another_text_is_none():
    assert notes(INLINE.replace("ZipFile: STYLE", "Notes: |")) == []


def test_a_comment_in_code_of_the_cdk_covers_its_line():
    from leastwise.model.source import Source

    text = "const a = lambda.Code.fromInline(`\n  run(event.a); // leastwise: ignore[a]\n`);\n"
    assert [(note.rules, note.covers) for note in notes_of(Source("app.ts", text))] == [(("a",), 2)]
    assert list(notes_of(Source("app.ts", text.replace("fromInline", "other")))) == []
