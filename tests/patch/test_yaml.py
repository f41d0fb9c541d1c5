"""YAML is changed as a careful maintainer would change it: what is new looks like what is there, all else stays."""

from textwrap import dedent

import pytest

from leastwise.model.errors import PatchError
from leastwise.model.source import Source
from leastwise.patch import Document, Insert, Remove, Set, spliced


def changed(text, *changes, number=0):
    """The text after these changes; what is undone is the text before."""
    patch = Document(Source("template.yaml", text), "yaml", number).patch(changes)
    assert spliced(patch.text, patch.undo) == text
    return patch.text


def check(before, after, *changes):
    assert changed(dedent(before), *changes) == dedent(after)


# Replacing a value


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ("A: 3   # why", 30, "A: 30   # why"),
        ("A:    3", 30, "A:    30"),
        ("A: 'x' # why", "y", "A: 'y' # why"),
        ('A: "60"', "90", 'A: "90"'),
        ('A: "60"', 90, "A: 90"),
        ("A: 60", "90", 'A: "90"'),
        ("A: x", "y: z", 'A: "y: z"'),
        ("A: 'x'", "it's", 'A: "it\'s"'),
        ("A:", 1, "A: 1"),
        ("A: ~ # none", True, "A: true # none"),
        ("A: {} # c", {"B": 1}, "A: # c\n  B: 1"),
        ("A: [1, 2]", [3], "A: [3]"),
        ("A: !Ref B # c", {"Ref": "C"}, "A: !Ref C # c"),
        ("A: !Sub '${B}'", {"Fn::Sub": "${C}"}, "A: !Sub '${C}'"),
        ("A: !GetAtt B.Arn", {"Fn::GetAtt": ["B", "Name"]}, "A: !GetAtt B.Name"),
        ("A: !Ref B", "x", "A: x"),
        ("A: !Join ['', [a]]", {"Fn::Join": ["-", ["b"]]}, "A: !Join ['-', [b]]"),
        ("A: !If [B, 1, 2]", {"Fn::If": ["C"]}, "A: !If [C]"),
        ("A: !Secret x", "z", "A: z"),
        ("A: first\n  second # c", "third", "A: third # c"),
        ("A: |  # c\n  one\n  two\nB: 1", "three", "A: three  # c\nB: 1"),
        ("A: x # c\nB: 1", "one\ntwo\n", "A: | # c\n  one\n  two\nB: 1"),
        ("A: x # c", "one\ntwo", "A: |- # c\n  one\n  two"),
        ("A: >-\n  one\n  two\n\nB: 1", "one\n\ntwo\n", "A: |\n  one\n\n  two\n\nB: 1"),
        ("A:\n  long text here # c", "other", "A:\n  other # c"),
        ("A: # c\n  B: 1\nC: 2", 3, "A: 3 # c\nC: 2"),
        ("A: !If # c\n  - B\n  - 1\nC: 2", {"Ref": "B"}, "A: !Ref B # c\nC: 2"),
    ],
)
def test_a_value_keeps_its_comment_and_its_manner(before, value, after):
    assert changed(before, Set(("A",), value)) == after


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ("- 1 # c\n- 2", 3, "- 3 # c\n- 2"),
        ("- a: 1\n  b: 2 # c\n- 2", "x", "- x\n- 2"),
        ("-   x # c\n- 2", {"a": 1, "b": [1]}, "-   a: 1 # c\n    b:\n      - 1\n- 2"),
        ("-\n- 2", 1, "- 1\n- 2"),
        ("- x\n- 2", [1, 2], "- - 1\n  - 2\n- 2"),
    ],
)
def test_an_item_is_replaced(before, value, after):
    assert changed(before, Set((0,), value)) == after


def test_in_brackets_a_value_stays_on_its_line():
    assert changed("A: {b: 1, c: [x, y]} # c", Set(("A", "b"), {"d": [1]})) == "A: {b: {d: [1]}, c: [x, y]} # c"
    assert changed("A: { b: , c }", Set(("A", "b"), 1), Set(("A", "c"), 2)) == "A: { b: 1, c: 2 }"


@pytest.mark.parametrize(
    "text",
    [
        *"yes on Off y NULL ~ 0123 0o17 1e3 12:30:00 2012-10-17 = << 1_000 .5 0x1F".split(),
        "",
        " x",
        "x ",
        "a: b",
        "a #b",
        "- a",
        "*a",
        "@a",
        "&a",
        "!a",
        "%a",
        "`a",
        "a:",
        "{a}",
        "[a]",
        "#a",
        "\t",
        "a\x07",
    ],
)
def test_a_text_that_some_reader_takes_for_something_else_has_quotes(text):
    assert changed("A: 1", Set(("A",), text)).startswith(('A: "', "A: '"))


@pytest.mark.parametrize(
    "text", ["nodejs22.x", "10.0.0.0/16", "arn:aws:s3:::b/*", "${A}-x", "a b", "a#b", "--flag", "128 MB", "é", "😀"]
)
def test_other_texts_have_none(text):
    assert changed("A: 1", Set(("A",), text)) == f"A: {text}"


@pytest.mark.parametrize("value", [float("inf"), float("nan"), 10**50, "\ud800", ("a",), {"<<": 1}])
def test_what_yaml_cannot_say_is_refused(value):
    with pytest.raises(PatchError):
        changed("A: 1", Set(("A",), value))


# New entries


def test_a_new_property_stands_at_the_end_of_its_siblings():
    check(
        """
        Resources:
          Worker: # the worker
            Type: AWS::Lambda::Function
            Properties:
              Handler: app.handler  # here
              # MemorySize: 128

          # Next
          Queue:
            Type: AWS::SQS::Queue
        """,
        """
        Resources:
          Worker: # the worker
            Type: AWS::Lambda::Function
            Properties:
              Handler: app.handler  # here
              DeadLetterConfig:
                TargetArn: !GetAtt Queue.Arn
              # MemorySize: 128

          # Next
          Queue:
            Type: AWS::SQS::Queue
            Properties:
              KmsMasterKeyId: alias/aws/sqs
        """,
        Set(
            ("Resources", "Worker", "Properties", "DeadLetterConfig"),
            {"TargetArn": {"Fn::GetAtt": ["Queue", "Arn"]}},
        ),
        Set(("Resources", "Queue", "Properties", "KmsMasterKeyId"), "alias/aws/sqs"),
    )


def test_a_new_resource_has_the_empty_lines_that_are_between_the_others():
    new = {"Type": "AWS::SNS::Topic"}
    before = """
        Resources:
          A:
            Type: AWS::SQS::Queue
            # commented: out

          # About B
          B:
            Type: AWS::SQS::Queue
        Outputs:
          X:
            Value: 1
        """
    check(
        before,
        before.replace("        Outputs", "\n          C:\n            Type: AWS::SNS::Topic\n        Outputs"),
        Set(("Resources", "C"), new),
    )
    check(
        before,
        before.replace("out\n", "out\n\n          C:\n            Type: AWS::SNS::Topic\n"),
        Set(("Resources", "C"), new, after="A"),
    )


def test_the_only_resource_looks_at_the_other_sections():
    before = "Parameters:\n  P:\n    Type: String\n\nResources:\n  A:\n    Type: T\n"
    assert changed(before, Set(("Resources", "B"), {"Type": "U"})) == before + "\n  B:\n    Type: U\n"


def test_attributes_of_a_resource_stand_before_its_properties():
    check(
        """
        Resources:
          A:
            Type: AWS::SQS::Queue # c
            Properties:
              Name: x
        """,
        """
        Resources:
          A:
            Type: AWS::SQS::Queue # c
            DeletionPolicy: Retain
            Properties:
              Name: x
        """,
        Set(("Resources", "A", "DeletionPolicy"), "Retain"),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A:\n    B:\n        C: 1\n", "A:\n    B:\n        C: 1\n    K:\n        x:\n            - 1\n"),
        ("A:\n  B:\n  - 1\n", "A:\n  B:\n  - 1\n  K:\n    x:\n    - 1\n"),
        ("A:\n  B:\n    - 1\n", "A:\n  B:\n    - 1\n  K:\n    x:\n      - 1\n"),
        ("A:\n - B: 1\n", "A:\n - B: 1\nK:\n  x:\n   - 1\n"),
        ("A: {B: 1}\n", "A: {B: 1, K: {x: [1]}}\n"),
        ("A: { B: 1 }\n", "A: { B: 1, K: { x: [1] } }\n"),
        ('A: {"B":1}\n', 'A: {"B":1, "K":{"x":[1]}}\n'),
        ("A:\n  'B': 1\n", "A:\n  'B': 1\n  'K':\n    'x':\n      - 1\n"),
        ("A: {}\n", "A:\n  K:\n    x:\n      - 1\n"),
        ("A: # c\n", "A: # c\n  K:\n    x:\n      - 1\n"),
        ("A: null # c\n", "A: # c\n  K:\n    x:\n      - 1\n"),
    ],
)
def test_a_new_entry_is_indented_as_its_siblings_are(before, after):
    path = ("K",) if before.startswith("A:\n -") else ("A", "K")
    assert changed(before, Set(path, {"x": [1]})) == after


@pytest.mark.parametrize(
    ("before", "index", "after"),
    [
        ("A:\n  - x # c\n  - y\n", None, "A:\n  - x # c\n  - y\n  - k\n"),
        ("A:\n  # about x\n  - x\n", 0, "A:\n  - k\n  # about x\n  - x\n"),
        ("A:\n  - x\n  # about y\n  - y\n", 1, "A:\n  - x\n  - k\n  # about y\n  - y\n"),
        ("A:\n- x\nB: 1\n", None, "A:\n- x\n- k\nB: 1\n"),
        ('A:\n  - "x"\n  - "y"\n', None, 'A:\n  - "x"\n  - "y"\n  - "k"\n'),
        ("A:\n  -   x\n", None, "A:\n  -   x\n  -   k\n"),
        ("A: [x, y]\n", None, "A: [x, y, k]\n"),
        ("A: [ x,y ]\n", 1, "A: [ x,k,y ]\n"),
        ("A: [x, y,]\n", None, "A: [x, y, k,]\n"),
        ("A: []\n", None, "A:\n  - k\n"),
        ("A: [\n  x,\n  y # c\n]\n", None, "A: [\n  x,\n  y, # c\n  k\n]\n"),
        ("A: [\n  x,\n  y, # c\n]\n", None, "A: [\n  x,\n  y, # c\n  k,\n]\n"),
        ("A: [\n  x,\n  y]\n", None, "A: [\n  x,\n  y, k]\n"),
        ("A: !Join\n  - x\n", None, "A: !Join\n  - x\n  - k\n"),
    ],
)
def test_a_new_item(before, index, after):
    path = ("A", "Fn::Join") if "!Join" in before else ("A",)
    assert changed(before, Insert(path, "k", index)) == after


def test_a_text_without_line_end_gets_none():
    assert changed("A: 1", Set(("B",), 2)) == "A: 1\nB: 2"
    assert changed("A: 1\nB: 2", Remove(("B",))) == "A: 1"
    assert changed("A:\n  - |\n    x", Set(("B",), 2)) == "A:\n  - |-\n    x\nB: 2"
    assert changed("A: |\n  x\nB: 2", Remove(("B",))) == "A: |\n  x\n"
    assert changed("A: 1", Set(("B",), "x\ny\n")) == "A: 1\nB: |\n  x\n  y\n"


def test_line_ends_are_those_of_the_file():
    assert changed("A:\r\n  B: |\r\n    x\r\n    y\r\n", Set(("A", "C"), {"D": "a\nb\n"})) == (
        "A:\r\n  B: |\r\n    x\r\n    y\r\n  C:\r\n    D: |\r\n      a\r\n      b\r\n"
    )


def test_lines_behind_a_kept_text_do_not_become_part_of_it():
    assert changed("A: |+\n  x\n\nB: 1\n\nC: 2\n", Remove(("B",))) == "A: |+\n  x\n\nC: 2\n"
    assert changed("A: |+\n  x\n\nB: 1\n", Set(("N",), 1, after="A")) == 'A: |+\n  x\n\n"N": 1\nB: 1\n'
    assert changed("A: |-\n  x\n    \nB: 1\nC: 2\n", Remove(("B",))) == "A: |-\n  x\n    \nC: 2\n"


def test_one_document_of_a_stream_is_changed():
    text = "%YAML 1.1\n---\nA: 1\n---\nA: 2\n...\n---\n- x\n"
    assert changed(text, Set(("B",), 3), number=1) == text.replace("A: 2\n", "A: 2\nB: 3\n")
    assert changed(text, Set(("B",), 3)) == text.replace("A: 1\n", "A: 1\nB: 3\n")


# Where a new one stands, and its quotes

LONG = """
    Worker:
      Properties:
        Handler: app.handler
        Runtime: python3.13  # here
        # MemorySize: 128

        # who calls
        Events:
          Job:
            Type: SQS
            Queue: x
        Policies:
          - a
    """


def test_a_new_line_stands_with_the_lines_and_not_below_what_is_long():
    timeout, role = Set(("Worker", "Properties", "Timeout"), 30), Set(("Worker", "Properties", "Role"), {"Ref": "R"})
    line = "        Runtime: python3.13  # here\n"
    check(LONG, LONG.replace(line, f"{line}        Timeout: 30\n        Role: !Ref R\n"), timeout, role)


def test_a_long_one_stands_at_the_end():
    environment = Set(("Worker", "Properties", "Environment"), {"Variables": {"A": "b"}})
    check(LONG, LONG.rstrip(" ") + "        Environment:\n          Variables:\n            A: b\n", environment)


def test_a_new_line_stands_at_the_end_where_nothing_long_is():
    text = "A:\n  b: 1\n  c:\n    - x\n"
    assert changed(text, Set(("A", "d"), 2)) == text + "  d: 2\n"


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ('a: "x"\nb: !Sub "${A}"\n', {"Fn::Sub": "${B}"}, 'c: !Sub "${B}"\n'),
        ('b: !Sub "${A}"\nd: !Ref D\n', "x", 'c: "x"\n'),
        ("b: !Sub '${A}'\n", "x", "c: 'x'\n"),
        ('a: "x"\n', {"Ref": "B"}, "c: !Ref B\n"),
        ('a: "x"\nb: !Sub ${A}\n', {"Fn::Sub": "${B}"}, "c: !Sub ${B}\n"),
        ('a: "x"\nb: 1\n', 2, "c: 2\n"),
    ],
)
def test_a_new_text_has_the_quotes_that_all_its_siblings_have(before, value, after):
    assert changed(before, Set(("c",), value)) == before + after


# Functions


@pytest.mark.parametrize(
    ("value", "after"),
    [
        ({"Ref": "B"}, " !Ref B"),
        ({"Ref": 5}, "\n  Ref: 5"),
        ({"Ref": "B", "C": 1}, "\n  Ref: B\n  C: 1"),
        ({"Fn::GetAtt": ["B", "C.D"]}, " !GetAtt B.C.D"),
        ({"Fn::GetAtt": ["B", {"Ref": "C"}]}, " !GetAtt\n  - B\n  - !Ref C"),
        ({"Fn::GetAtt": "B.C"}, "\n  Fn::GetAtt: B.C"),
        ({"Fn::Sub": "${B}: x"}, ' !Sub "${B}: x"'),
        ({"Fn::Sub": "a\nb\n"}, " !Sub |\n    a\n    b"),
        ({"Fn::If": ["C", 1, {"Ref": "AWS::NoValue"}]}, " !If\n  - C\n  - 1\n  - !Ref AWS::NoValue"),
        ({"Fn::Base64": {"Fn::Sub": "x"}}, "\n  Fn::Base64: !Sub x"),
        ({"Fn::GetAZs": ""}, ' !GetAZs ""'),
        ({"Condition": "C"}, "\n  Condition: C"),
        ({"Fn::Transform": {"Name": "M"}}, "\n  Fn::Transform:\n    Name: M"),
    ],
)
def test_functions_have_their_short_form(value, after):
    assert changed("A: x\n", Set(("A",), value)) == f"A:{after}\n".replace("\n    a", "\n  a").replace(
        "\n    b", "\n  b"
    )


def test_functions_are_long_where_the_file_has_long_ones_only():
    assert changed("A:\n  Fn::Sub: x\n", Set(("B",), {"Ref": "C"})) == "A:\n  Fn::Sub: x\nB:\n  Ref: C\n"


def test_arguments_stand_on_one_line_where_the_file_has_them_so():
    assert changed("A: !Join ['', [a]]\n", Set(("B",), {"Fn::If": ["C", {"Ref": "D"}, 1]})) == (
        "A: !Join ['', [a]]\nB: !If [C, !Ref D, 1]\n"
    )


# Removing


def test_an_entry_goes_with_its_comments_and_nothing_else_does():
    check(
        """
        # Licence

        A: 1
        # about B
        # in two lines
        B: # at B
          C: 1
          # within B
        # about D
        D: 2
        """,
        """
        # Licence

        A: 1
        # about D
        D: 2
        """,
        Remove(("B",)),
    )


@pytest.mark.parametrize(
    ("comment", "left"),
    [
        ("# The queue,\n# all of it\n", ""),
        ("  # one\n# two\n", ""),
        ("#  Old: 1\n", "#  Old: 1\n"),
        ("  ##### QUEUES #####\n  # The queue\n", "  ##### QUEUES #####\n"),
        ("  # ---- queues ----\n", "  # ---- queues ----\n"),
        ("  # ======\n  # Queues\n  # ======\n  # The queue\n", "  # ======\n  # Queues\n  # ======\n"),
        ("# ------\n# Queues\n", "# ------\n# Queues\n"),
        ("#########\n#   Q   #\n#########\n", "#########\n#   Q   #\n#########\n"),
    ],
)
def test_a_comment_goes_with_its_entry_and_a_heading_stays(comment, left):
    text = "Resources:\n  A:\n    Type: X\n\n{}  B:\n    Type: X\n\n  C:\n    Type: X\n"
    without = text.replace("  B:\n    Type: X\n\n", "" if not left else "\n")
    assert changed(text.format(comment), Remove(("Resources", "B"))) == without.format(left)


def test_a_header_over_the_first_entry_stays():
    before = "Resources:\n  # ---- Queues ----\n  A:\n    Type: T\n  # about B\n  B:\n    Type: T\n"
    assert changed(before, Remove(("Resources", "A"))) == (
        "Resources:\n  # ---- Queues ----\n  # about B\n  B:\n    Type: T\n"
    )
    assert changed("# Licence\nA: 1\nB: 2\n", Remove(("A",))) == "# Licence\nB: 2\n"


@pytest.mark.parametrize(
    ("before", "path", "after"),
    [
        ("A:\n  x: 1\n\n  y: 2\n\nB: 1\n", ("A", "y"), "A:\n  x: 1\n\nB: 1\n"),
        ("A:\n  x: 1\n\n  y: 2\n\n  z: 3\n", ("A", "y"), "A:\n  x: 1\n\n  z: 3\n"),
        ("A:\n  x: 1\n\n  y: 2\n", ("A", "x"), "A:\n  y: 2\n"),
        ("A: # c\n  x: 1\nB: 1\n", ("A", "x"), "A: {} # c\nB: 1\n"),
        ("A:\n\n  x: 1\n\nB: 1\n", ("A", "x"), "A: {}\n\nB: 1\n"),
        ("A:\n  - 1\n", ("A", 0), "A: []\n"),
        ("A: !Join\n  - 1\n", ("A", "Fn::Join", 0), "A: !Join []\n"),
        ("- a: 1 # c\n  b: 2\n", (0, "a"), "- b: 2\n"),
        ("- a: 1\n  # about b\n  b: 2\n", (0, "a"), "- # about b\n  b: 2\n"),
        ("- a: 1\n- x\n", (0, "a"), "- {}\n- x\n"),
        ("A: {a: 1, b: 2, c: 3}\n", ("A", "a"), "A: {b: 2, c: 3}\n"),
        ("A: {a: 1, b: 2, c: 3}\n", ("A", "b"), "A: {a: 1, c: 3}\n"),
        ("A: { a: 1, b: 2 }\n", ("A", "b"), "A: { a: 1 }\n"),
        ("A: [1, 2,]\n", ("A", 1), "A: [1,]\n"),
        ("A: { a: 1 }\n", ("A", "a"), "A: {}\n"),
        ("A: [\n  1, # one\n  2  # two\n]\n", ("A", 1), "A: [\n  1 # one\n]\n"),
        ("A: [\n  1, # one\n  2, # two\n]\n", ("A", 0), "A: [\n  2, # two\n]\n"),
        ("A: [\n  1, # one\n  2]\n", ("A", 1), "A: [\n  1 # one\n  ]\n"),
        ("A: [x: 1]\n", ("A", 0, "x"), "A: [{}]\n"),
        ("? A\n: 1\n? B\n: 2\n", ("A",), "? B\n: 2\n"),
    ],
)
def test_removing_takes_one_line_or_one_comma(before, path, after):
    assert changed(before, Remove(path)) == after


def test_several_changes_side_by_side():
    assert changed("A: [1, 2, 3, 4]\n", Remove(("A", 1)), Remove(("A", 3)), Insert(("A",), 5)) == "A: [1, 3, 5]\n"
    assert changed("A: 1\n\nB: 2\n\nC: 3\n", Remove(("A",)), Remove(("C",)), Set(("D",), 4)) == "B: 2\n\nD: 4\n"
    assert changed("A:\n  x: 1\n", Remove(("A", "x")), Set(("A", "y"), 2)) == 'A:\n  "y": 2\n'
    assert changed("A: {x: 1}\n", Remove(("A", "x")), Set(("A", "z"), 2)) == "A: {z: 2}\n"


# What is shared

SHARED = """\
base: &base  # shared
  Timeout: 3 # seconds
  Env: &env
    A: 1
one: *base
two:
  <<: *base
  Memory: 128
three: [*env, 1]
"""


def test_an_alias_is_replaced_alone():
    assert changed("a: &t 30\nb: *t # c\nc: *t\n", Set(("b",), 60)) == "a: &t 30\nb: 60 # c\nc: *t\n"


def test_an_anchor_moves_to_the_next_that_uses_it():
    assert changed("a: &t 30 # c\nb: *t\nc: *t\n", Set(("a",), 60)) == "a: 60 # c\nb: &t 30\nc: *t\n"
    assert changed("a: &t 30\nb: *t\nc: *t\n", Remove(("a",)), Set(("b",), 1)) == "b: 1\nc: &t 30\n"
    assert changed(SHARED, Remove(("base",))) == (
        "one: &base  # shared\n  Timeout: 3 # seconds\n  Env: &env\n    A: 1\n"
        "two:\n  <<: *base\n  Memory: 128\nthree: [*env, 1]\n"
    ).replace("&base  # shared", "&base")


def test_a_change_behind_an_alias_is_made_in_a_copy():
    assert changed(SHARED, Set(("one", "Timeout"), 9), Set(("one", "Env", "B"), 2)) == SHARED.replace(
        "one: *base\n", "one:\n  Timeout: 9\n  Env:\n    A: 1\n    B: 2\n"
    )
    assert changed("a:\n  b: &b\n    c: 1\n\n    d: 2\ne: *b\n", Remove(("e", "c"))) == (
        "a:\n  b: &b\n    c: 1\n\n    d: 2\ne:\n  d: 2\n"
    )
    assert changed(SHARED, Set(("three", 0, "B"), 2)) == SHARED.replace("[*env, 1]", "[{A: 1, B: 2}, 1]")


def test_a_copy_leaves_out_what_is_said_beside_the_old_value_only():
    shared = "b: &b\n  c: 1  # short\n  # about d\n  d: 2  # long\ne: *b\n"
    assert changed(shared, Set(("e", "c"), 3)) == shared.replace(
        "*b", "\n  c: 3\n  # about d\n  d: 2  # long", 1
    ).replace("e: \n", "e:\n")
    assert changed(shared, Remove(("e", "c"))) == shared.replace("e: *b", "e:\n  # about d\n  d: 2  # long")


def test_an_entry_of_a_merge_key_is_overridden():
    assert changed(SHARED, Set(("two", "Timeout"), 9)) == SHARED.replace("128\n", "128\n  Timeout: 9\n")


def test_a_change_that_aliases_would_share_is_refused():
    with pytest.raises(PatchError, match=r"base has the anchor &base \(line 1\), .* alias \(line 5, 7\)"):
        changed(SHARED, Set(("base", "Timeout"), 9))
    with pytest.raises(PatchError, match=r"two\.Timeout comes from a merge key"):
        changed(SHARED, Remove(("two", "Timeout")))
    with pytest.raises(PatchError, match=r"b\.x comes from a merge key \(<<\) too"):
        changed("a: &a {x: 1}\nb:\n  <<: *a\n  x: 2\n", Remove(("b", "x")))


def test_it_is_made_once_where_all_are_to_change():
    text = "a: &x\n  t: 1\nb: *x\n"
    assert changed(text, Set(("a", "t"), 2), Set(("b", "t"), 2)) == "a: &x\n  t: 2\nb: *x\n"


def test_an_entry_that_stands_there_twice_is_not_changed():
    text = "A:\n  x: 1\n  y: 0\n  x: 2\n"
    for change in (Set(("A", "x"), 3), Remove(("A", "x"))):
        with pytest.raises(PatchError, match=r"A\.x stands in its mapping more than once"):
            changed(text, change)
    assert changed(text, Set(("A", "y"), 3)) == text.replace("0", "3")


def test_a_document_that_is_no_container_is_refused():
    for text in ("just text\n", "---\n"):
        with pytest.raises(PatchError):
            changed(text, Set((), {"a": 1}))


def test_a_list_at_the_top_is_no_model_for_those_far_below() -> None:
    text = "Transform:\n- AWS::Serverless-2016-10-31\nResources:\n  A:\n    B:\n      - 1\n  C:\n    D:\n      - 2\n"
    document = Document(Source("template.yaml", text))
    assert document.patch([Set(("Resources", "E"), {"F": [3]})]).text == text + "  E:\n    F:\n      - 3\n"
