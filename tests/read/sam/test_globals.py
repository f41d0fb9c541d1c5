"""Globals are merged by SAM's rules, and what is inherited still stands in Globals."""

from collections.abc import Callable
from textwrap import dedent
from typing import Any

import pytest

from leastwise.model.source import value_location
from leastwise.model.value import Map
from leastwise.read.document import load
from leastwise.read.files import MemoryFiles
from leastwise.read.sam import globals as sam_globals
from leastwise.read.sam import is_sam, merge_globals


def document(text: str) -> Map:
    return load(MemoryFiles({"t.yaml": dedent(text)}), "t.yaml")


def properties(merged: Map, name: str) -> Any:
    return merged["Resources"][name]["Properties"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Transform: AWS::Serverless-2016-10-31", True),
        ("Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]", True),
        ("Transform: [{Name: AWS::Serverless-2016-10-31}]", True),
        ("Resources: {F: {Type: AWS::Serverless::Function}}", True),
        ("Transform: AWS::LanguageExtensions", False),
        ("Resources: {F: {Type: AWS::Lambda::Function}}", False),
        ("Resources: [1]", False),
    ],
)
def test_a_template_of_sam_is_known_by_its_transform_or_its_types(text: str, expected: bool) -> None:
    assert is_sam(document(text)) is expected


GLOBALS = """
    Globals:
      Function:
        Timeout: 5
        Environment: {Variables: {A: global, B: global}}
        Layers: [one]
        Architectures: [x86_64]
        MemorySize: !Ref Size
    Resources:
      F:
        Type: AWS::Serverless::Function
        Properties:
          Environment: {Variables: {A: own}}
          Layers: [two]
          Architectures: [arm64]
          MemorySize: {Fn::If: [C, 1, 2]}
      Bare:
        Type: AWS::Serverless::Function
      Partly:
        Type: AWS::Serverless::Function
        IgnoreGlobals: [Timeout]
      Nothing:
        Type: AWS::Serverless::Function
        IgnoreGlobals: "*"
        Properties: {Handler: h}
      Queue:
        Type: AWS::SQS::Queue
"""


def test_mappings_merge_lists_grow_and_the_rest_is_overridden() -> None:
    assert properties(merge_globals(document(GLOBALS)), "F") == {
        "Timeout": 5,
        "Environment": {"Variables": {"A": "own", "B": "global"}},
        "Layers": ["one", "two"],
        "Architectures": ["arm64"],
        "MemorySize": {"Fn::If": ["C", 1, 2]},
    }


def test_a_resource_without_properties_inherits_too() -> None:
    assert properties(merge_globals(document(GLOBALS)), "Bare")["Timeout"] == 5


def test_globals_can_be_ignored_by_name_or_altogether() -> None:
    merged = merge_globals(document(GLOBALS))
    assert set(properties(merged, "Partly")) == {"Environment", "Layers", "Architectures", "MemorySize"}
    assert properties(merged, "Nothing") == {"Handler": "h"}


def test_what_is_inherited_stands_in_globals_and_what_is_not_does_not() -> None:
    merged = merge_globals(document(GLOBALS))
    f = properties(merged, "F")
    variables = f["Environment"]["Variables"]
    assert value_location(f.span("Timeout")).line == 4
    assert value_location(variables.span("B")).line == 5
    assert value_location(variables.span("A")).line == 13
    assert [value_location(f["Layers"].span(i)).line for i in range(2)] == [6, 14]
    assert value_location(properties(merged, "Bare").span("Timeout")).line == 4


def test_the_input_is_not_changed_and_the_rest_is_shared() -> None:
    before = document(GLOBALS)
    merged = merge_globals(before)
    assert before == document(GLOBALS)
    assert merged["Resources"]["Queue"] is before["Resources"]["Queue"]
    assert merged["Resources"]["Nothing"] is before["Resources"]["Nothing"]


def test_without_globals_and_implicit_apis_the_document_itself_is_returned() -> None:
    plain = document("Resources: {F: {Type: AWS::Serverless::Function, Properties: {Handler: h}}}")
    assert merge_globals(plain) is plain


def test_an_implicit_api_inherits_and_stands_at_the_first_event_that_asks_for_it() -> None:
    merged = merge_globals(
        document(
            """
            Globals:
              Api: {TracingEnabled: true}
            Resources:
              F:
                Type: AWS::Serverless::Function
                Properties:
                  Events:
                    Get: {Type: Api, Properties: {Path: /, Method: get}}
            """
        )
    )
    api = merged["Resources"]["ServerlessRestApi"]
    assert api["Properties"] == {"StageName": "Prod", "TracingEnabled": True}
    assert value_location(merged["Resources"].span("ServerlessRestApi")).line == 9


@pytest.mark.parametrize("odd", ["3", "[1]", "null", "text", "{Function: 3}", "{Function: [1]}", "{Nope: {A: 1}}"])
def test_globals_of_any_shape_are_survived(odd: str) -> None:
    text = f"Globals: {odd}\nResources: {{F: {{Type: AWS::Serverless::Function, Properties: 3}}, G: 3}}"
    assert merge_globals(document(text))["Resources"]["F"]["Properties"] == 3


def test_globals_do_not_multiply_without_bound(monkeypatch: pytest.MonkeyPatch, expanded: Callable[..., Any]) -> None:
    monkeypatch.setattr(sam_globals, "MAX_INHERITED", 3)
    made = expanded(
        """
        Globals: {Function: {Handler: h, Runtime: r, Timeout: 5}}
        Resources:
          A: {Type: AWS::Serverless::Function}
          B: {Type: AWS::Serverless::Function}
          C: {Type: AWS::Serverless::Function}
        """
    )
    assert [made[name].properties.get("Handler") for name in "ABC"] == ["h", "h", None]
    assert [(unread.kind, unread.line) for unread in made.unread] == [("limit", made.line("C:"))]
