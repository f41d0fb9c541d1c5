import json

import pytest

from leastwise.model.source import Source
from leastwise.patch import Change, Document, Insert, PatchError, Remove, Set, spliced


def patched(text: str, *changes: Change) -> str:
    source = Source("template.json", text)
    patch = Document(source, "json").patch(changes)
    assert spliced(patch.text, patch.undo) == text
    if all(isinstance(change, Set) for change in changes):
        assert Document(Source("template.json", patch.text), "json").patch(changes).splices == ()
    return patch.text


@pytest.mark.parametrize(
    ("text", "change", "after"),
    [
        ('{"a":1}\n', Set(("b",), [1, {"c": 2}]), '{"a":1,"b":[1,{"c":2}]}\n'),
        ('{ "a": 1 }', Set(("b",), {"c": "d"}), '{ "a": 1, "b": { "c": "d" } }'),
        ('{"a": 1}', Set(("a",), 2), '{"a": 2}'),
        ('{"a": {}}', Set(("a", "b"), 1), '{"a": {"b": 1}}'),
        ("{}", Set(("a",), 1), '{\n  "a": 1\n}'),
        ("[]\n", Insert((), 1), "[\n  1\n]\n"),
        ("5\n", Set((), [1]), "[\n  1\n]\n"),
        ('{"a": 1, "b": 2, "c": 3}', Remove(("a",)), '{"b": 2, "c": 3}'),
        ('{"a": 1, "b": 2, "c": 3}', Remove(("b",)), '{"a": 1, "c": 3}'),
        ('{"a": 1, "b": 2, "c": 3}', Remove(("c",)), '{"a": 1, "b": 2}'),
        ('{\n  "a": 1\n}\n', Remove(("a",)), "{}\n"),
        ("[1, 2]", Insert((), 0, index=0), "[0, 1, 2]"),
        ("[1, 2]", Insert((), 9, index=1), "[1, 9, 2]"),
        (
            '{\n\t"a": {\n\t\t"b": 1\n\t}\n}',
            Set(("c",), {"d": 2}),
            '{\n\t"a": {\n\t\t"b": 1\n\t},\n\t"c": {\n\t\t"d": 2\n\t}\n}',
        ),
        ('{\n    "a": 1\n}', Set(("b",), {"c": []}), '{\n    "a": 1,\n    "b": {\n        "c": []\n    }\n}'),
        ('{\n  "a": 1\n  , "b": 2\n}', Set(("c",), 3), '{\n  "a": 1\n  , "b": 2\n  , "c": 3\n}'),
        ('{\n  "a" : 1\n}', Set(("b",), 2), '{\n  "a" : 1,\n  "b" : 2\n}'),
        ('[{\n  "a": 1\n}, {\n  "a": 2\n}]', Insert((), {"a": 3}), '[{\n  "a": 1\n}, {\n  "a": 2\n}, {\n  "a": 3\n}]'),
        ('{\r\n  "a": 1\r\n}\r\n', Set(("b",), 2), '{\r\n  "a": 1,\r\n  "b": 2\r\n}\r\n'),
    ],
)
def test_a_change_is_written_as_the_file_is(text: str, change: Change, after: str) -> None:
    assert patched(text, change) == after


TEMPLATE = """\
{
  "Resources": {
    "Jobs": {
      "Type": "AWS::SQS::Queue",
      "Properties": {
        "RedrivePolicy": { "maxReceiveCount": 3 },
        "Tags": [
          { "Key": "team", "Value": "shop" }
        ]
      }
    },

    "Worker": {
      "Type": "AWS::Serverless::Function"
    }
  }
}
"""


def test_a_new_entry_stands_behind_the_sibling_it_names() -> None:
    after = patched(TEMPLATE, Set(("Resources", "Jobs", "DeletionPolicy"), "Retain", after="Type"))
    assert '"AWS::SQS::Queue",\n      "DeletionPolicy": "Retain",\n      "Properties": {' in after


def test_a_new_entry_keeps_the_order_that_people_know() -> None:
    after = patched(TEMPLATE, Set(("Resources", "Jobs", "DeletionPolicy"), "Retain"))
    assert '"AWS::SQS::Queue",\n      "DeletionPolicy": "Retain",\n      "Properties": {' in after


def test_a_container_stands_on_one_line_where_its_siblings_do() -> None:
    after = patched(
        TEMPLATE,
        Insert(("Resources", "Jobs", "Properties", "Tags"), {"Key": "stage", "Value": "test"}),
        Set(("Resources", "Jobs", "Properties", "KmsMasterKeyId"), {"Ref": "Key"}),
    )
    assert '"Value": "shop" },\n          { "Key": "stage", "Value": "test" }\n        ],' in after
    assert '        ],\n        "KmsMasterKeyId": { "Ref": "Key" }\n      }' in after


def test_a_resource_keeps_the_blank_line_of_its_neighbours() -> None:
    after = patched(TEMPLATE, Set(("Resources", "Dead"), {"Type": "AWS::SQS::Queue"}))
    assert after.endswith('    },\n\n    "Dead": {\n      "Type": "AWS::SQS::Queue"\n    }\n  }\n}\n')


def test_a_line_does_not_grow_without_end() -> None:
    after = patched(TEMPLATE, Insert(("Resources", "Jobs", "Properties", "Tags"), {"Key": "k", "Value": "v" * 120}))
    assert '          {\n            "Key": "k",\n' in after


def test_all_items_can_be_replaced_by_others() -> None:
    assert patched("[1, 2]", Remove((0,)), Remove((1,)), Insert((), 3, index=1)) == "[3]"
    assert patched("[1, 2, 3, 4]", Remove((0,)), Remove((2,)), Insert((), 9, index=0)) == "[9, 2, 4]"


def test_other_characters_are_escaped_where_the_file_escapes_them() -> None:
    assert patched('{"a": "caf\\u00e9"}', Set(("b",), "thé")) == '{"a": "caf\\u00e9", "b": "th\\u00e9"}'
    assert patched('{"a": "café"}', Set(("b",), "thé\n")) == '{"a": "café", "b": "thé\\n"}'
    assert patched("[1]", Insert((), "\ud800")) == '[1, "\\ud800"]'


def test_a_key_that_stands_twice_is_refused_on_the_way_only() -> None:
    text = '{"a": {"b": 1, "b": 2}, "c": 3}'
    with pytest.raises(PatchError, match=r"^a has a key twice"):
        patched(text, Set(("a", "b"), 3))
    assert patched(text, Set(("c",), 4)) == '{"a": {"b": 1, "b": 2}, "c": 4}'
    with pytest.raises(PatchError, match="the document has a key twice"):
        patched('{"a": 1, "a": 2}', Set(("b",), 3))


def deep(levels: int) -> object:
    value: object = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1: 2}, {"a": object()}, b"x", deep(5000)])
def test_what_json_cannot_say_is_refused(value: object) -> None:
    with pytest.raises(PatchError):
        patched('{"a": 1}', Set(("b",), value))


def test_large_files_take_no_quadratic_time() -> None:
    text = json.dumps({f"key{number}": {"a": [number]} for number in range(5_000)}, indent=2)
    changes = [Set((f"key{number}", "b"), {"c": number}) for number in range(5_000)]
    assert json.loads(patched(text, *changes))["key4999"] == {"a": [4999], "b": {"c": 4999}}
