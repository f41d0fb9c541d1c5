"""Functions, parameters and conditions mean what CloudFormation says they mean."""

import pytest

from leastwise.model.value import Concat, DynamicReference, Import, Parameter, Reference, Unknown
from leastwise.read.cloudformation.stack import StackBuilder
from leastwise.read.cloudformation.template import load_template
from leastwise.read.decisions import Decisions
from leastwise.read.files import MemoryFiles

HEADER = "AWSTemplateFormatVersion: '2010-09-09'\n"


def build(text, parameters=None, files=None, choices=None):
    files = MemoryFiles({"t.yaml": HEADER + text, **(files or {})})
    builder = StackBuilder(files, Decisions(choices))
    stack = builder.build(load_template(files, "t.yaml"), parameters or {})
    return stack, builder


def value(expression, before="", **more):
    text = f"{before}\nResources:\n  R:\n    Type: AWS::SNS::Topic\n    Properties:\n      X: {expression}\n  Other: {{Type: AWS::SQS::Queue}}\n"
    stack, _ = build(text, **more)
    return stack.resources["R"].get("X")


def ref(name, attribute="Ref"):
    return Reference(f"t.yaml:{name}", attribute)


PARAMETERS = """
Parameters:
  Given: {Type: String, Default: hello}
  Open: {Type: String}
  Many: {Type: CommaDelimitedList, Default: "a, b,c"}
  Stored: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /path/name}
  Number: {Type: Number, Default: 5}
Mappings:
  M:
    eu-west-1: {Size: 1, Same: x}
    us-east-1: {Size: 2, Same: x}
"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("!Ref Given", "hello"),
        ("!Ref Number", 5),
        ("!Ref Many", ["a", "b", "c"]),
        ("!Ref Open", Parameter("Open")),
        ("!Ref Stored", Parameter("Stored")),
        ("!Ref AWS::Region", Parameter("AWS::Region")),
        ("!Ref Other", ref("Other")),
        ("!GetAtt Other.Arn", ref("Other", "Arn")),
        ("!Sub '${Given}-x'", "hello-x"),
        ("!Sub '${Given}-${Number}-${!Literal}'", "hello-5-${Literal}"),
        ("!Sub 'arn:${AWS::Partition}:x'", Concat(("arn:", Parameter("AWS::Partition"), ":x"))),
        ("!Sub '${Other.Arn}'", ref("Other", "Arn")),
        ("!Sub '${Other.Arn}/*'", Concat((ref("Other", "Arn"), "/*"))),
        ("!Sub ['${A}/${Given}', {A: !Ref Other}]", Concat((ref("Other"), "/hello"))),
        ("!Join ['-', [a, !Ref Given, b]]", "a-hello-b"),
        ("!Join ['', ['arn:', !Ref Other]]", Concat(("arn:", ref("Other")))),
        ("!Join [',', !Ref Many]", "a,b,c"),
        ("!Join [',', [a, !Ref AWS::NoValue, b]]", "a,b"),
        ("!Select [1, !Ref Many]", "b"),
        ("!Select ['1', [x, y]]", "y"),
        ("!Select [1, !Split ['/', 'a/b/c']]", "b"),
        ("!Split [',', 'a,b']", ["a", "b"]),
        ("!FindInMap [M, us-east-1, Size]", 2),
        ("!FindInMap [M, !Ref AWS::Region, Same]", "x"),
        ("!ImportValue shared-name", Import("shared-name")),
        ("!ImportValue {'Fn::Sub': '${Given}-name'}", Import("hello-name")),
        ("!Base64 abc", "YWJj"),
        ("!Cidr ['10.0.0.0/16', 2, 8]", ["10.0.0.0/24", "10.0.1.0/24"]),
        ("{'Fn::Length': !Ref Many}", 3),
        ("{'Fn::ToJsonString': {a: !Ref Given}}", {"a": "hello"}),
        ("'{{resolve:ssm:/a/b:1}}'", DynamicReference("ssm", "/a/b:1")),
        ("!Sub 'p={{resolve:secretsmanager:${Given}}}'", Concat(("p=", DynamicReference("secretsmanager", "hello")))),
        ("[1, !Ref AWS::NoValue, 2]", [1, 2]),
        ("{A: !Ref AWS::NoValue, B: 1}", {"B": 1}),
        ("plain", "plain"),
    ],
)
def test_a_function_gives_what_it_gives_in_cloudformation(expression, expected):
    found = value(expression, PARAMETERS)
    assert found == expected
    assert type(found).__name__ in (type(expected).__name__, "Seq", "Map")


@pytest.mark.parametrize(
    "expression",
    [
        "!FindInMap [M, !Ref AWS::Region, Size]",
        "!FindInMap [Nowhere, a, b]",
        "!FindInMap [M, eu-west-1, Nothing]",
        "!Select [0, !GetAZs '']",
        "!Select [9, [a]]",
        "!Select [0, !Ref Open]",
        "!Split [',', !Ref Open]",
        "!Cidr [!Ref Open, 2, 8]",
        "!Ref Nobody",
        "!GetAtt Nobody.Arn",
        "!Sub '${Nobody}'",
        "!Sub [1, 2]",
        "!Join [a]",
        "!If [a]",
        "{'Fn::Transform': {Name: SomeMacro}}",
        "{'Fn::Nonsense': 1}",
    ],
)
def test_what_cannot_be_known_is_unknown_with_a_reason(expression):
    found = value(expression, PARAMETERS)
    assert isinstance(found, Unknown)
    assert found.reason


def test_values_given_go_before_defaults():
    text = "Parameters:\n  P: {Type: String, Default: a}\nResources:\n  R:\n    Type: AWS::SNS::Topic\n    Properties: {X: !Ref P}\n"
    assert build(text, {"P": "b"})[0].resources["R"].get("X") == "b"


CONDITIONAL = """
Parameters:
  Stage: {Type: String}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsDev: !Equals [dev, !Ref Stage]
  Either: !Or [!Condition IsProd, !Condition IsDev]
  Neither: !Not [!Condition Either]
  Both: !And [!Condition IsProd, !Condition IsDev]
Resources:
  R:
    Type: AWS::SNS::Topic
    Properties:
      Name: !If [IsProd, production, !If [IsDev, development, !Ref Stage]]
      Both: !If [Both, 1, !Ref AWS::NoValue]
      Neither: !If [Neither, 1, 0]
  OnlyProd: {Type: AWS::SQS::Queue, Condition: IsProd}
"""


@pytest.mark.parametrize(
    ("stage", "name", "neither", "queue"),
    [("prod", "production", 0, True), ("dev", "development", 0, False), ("test", "test", 1, False)],
)
def test_conditions_are_decided_by_parameters(stage, name, neither, queue):
    stack, builder = build(CONDITIONAL, {"Stage": stage})
    resource = stack.resources["R"]
    assert (resource.get("Name"), resource.get("Neither"), "OnlyProd" in stack.resources) == (name, neither, queue)
    assert not resource["Both"].present
    assert not builder.decisions.candidates


def test_an_open_condition_is_decided_by_the_world():
    stack, builder = build(CONDITIONAL, choices={"Stage": "dev"})
    assert stack.resources["R"].get("Name") == "development"
    assert builder.decisions.all_candidates() == {"Stage": ["prod", "dev", "(other)"]}
    stack, _ = build(CONDITIONAL, choices={"Stage": "(other)"})
    assert stack.resources["R"].get("Name") == Parameter("Stage")


def test_positions_survive_evaluation():
    text = "Resources:\n  R:\n    Type: AWS::SNS::Topic\n    Properties:\n      A: !If [Big, {B: 1}, {B: !Ref AWS::Region}]\n"
    stack, _ = build(text, choices={"condition Big": "(other)"})
    place = stack.resources["R"]["A.B"].location
    assert (place.line, place.column) == (6, 32)


def test_nested_stacks_take_parameters_and_give_outputs():
    child = HEADER + (
        "Parameters:\n  Name: {Type: String}\n  Own: {Type: String}\n"
        "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties: {QueueName: !Ref Name, Tag: !Ref Own}\n"
        "Outputs:\n  Arn: {Value: !GetAtt Q.Arn}\n"
    )
    text = (
        "Resources:\n  Child:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: sub/child.yaml\n"
        "      Parameters: {Name: !Ref Topic}\n"
        "  Topic: {Type: AWS::SNS::Topic}\n"
        "  User:\n    Type: AWS::SNS::Topic\n    Properties: {X: !GetAtt Child.Outputs.Arn}\n"
    )
    stack, builder = build(text, files={"sub/child.yaml": child})
    nested = next(s for s in builder.stacks if s is not stack)
    assert stack.resources["User"].get("X") == Reference("sub/child.yaml:Q", "Arn")
    assert nested.resources["Q"].get("QueueName") == Reference("t.yaml:Topic", "Ref")
    assert nested.resources["Q"].get("Tag") == Parameter("sub/child.yaml.Own")
    assert not builder.unread


def test_a_template_used_twice_makes_two_stacks():
    child = HEADER + "Resources:\n  Q: {Type: AWS::SQS::Queue}\n"
    block = "    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: ./child.yaml}\n"
    _, builder = build(f"Resources:\n  One:\n{block}  Two:\n{block}", files={"child.yaml": child})
    queues = [r for s in builder.stacks for r in s.resources.values() if r.name == "Q"]
    assert [q.id for q in queues] == ["child.yaml:Q", "child.yaml@Two:Q"]


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("https://bucket.s3.amazonaws.com/x.yaml", "not a local file"),
        ("../../x.yaml", "outside the root"),
        ("missing.yaml", "No such file"),
        ("t.yaml", "contains this template"),
        ("!Ref AWS::Region", "not a local file"),
    ],
)
def test_a_nested_template_that_is_not_there_is_reported(location, words):
    text = f"Resources:\n  Child:\n    Type: AWS::CloudFormation::Stack\n    Properties: {{TemplateURL: {location}}}\n"
    _, builder = build(text)
    assert [(u.file, u.line) for u in builder.unread] == [("t.yaml", 3)]
    assert words in builder.unread[0].reason


def test_included_files_become_part_of_the_template():
    text = (
        "Resources:\n  R:\n    Type: AWS::SNS::Topic\n    Properties:\n"
        "      Fn::Transform: {Name: AWS::Include, Parameters: {Location: more.yaml}}\n      Y: 2\n"
    )
    text = "Transform: AWS::Serverless-2016-10-31\n" + text
    stack, builder = build(text, files={"more.yaml": "X:\n  Z: 1\n"})
    resource = stack.resources["R"]
    assert resource.properties == {"Y": 2, "X": {"Z": 1}}
    assert resource["X.Z"].location.file == "more.yaml"
    assert not builder.unread


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("s3://bucket/x.yaml", "not fetched"),
        ("../x.yaml", "outside the root"),
        ("self.yaml", "includes itself"),
        ("no.yaml", "No such file"),
    ],
)
def test_an_include_that_cannot_be_followed_is_reported(location, words):
    include = "Fn::Transform: {Name: AWS::Include, Parameters: {Location: %s}}\n"
    text = f"Transform: X\nResources:\n  R:\n    Type: AWS::SNS::Topic\n    Properties:\n      {include % location}"
    _, builder = build(text, files={"self.yaml": include % "self.yaml"})
    assert any(words in u.reason for u in builder.unread)


def test_a_macro_is_named():
    _, builder = build("Transform: [AWS::Serverless-2016-10-31, Company-Macro]\nResources: {}\n")
    assert [(u.line, "Company-Macro" in u.reason) for u in builder.unread] == [(2, True)]


def test_loops_are_unrolled():
    text = (
        "Transform: AWS::LanguageExtensions\nParameters:\n  Names: {Type: CommaDelimitedList, Default: 'a-1,b'}\n"
        "Resources:\n  Fn::ForEach::Queues:\n    - N\n    - !Ref Names\n"
        "    - Queue&{N}:\n        Type: AWS::SQS::Queue\n        Properties: {QueueName: !Sub 'q-${N}', X: !Ref N}\n"
    )
    stack, _ = build(text)
    assert {n: (r.get("QueueName"), r.get("X")) for n, r in stack.resources.items()} == {
        "Queuea1": ("q-a-1", "a-1"),
        "Queueb": ("q-b", "b"),
    }
    assert stack.resources["Queueb"].location.line == 9


def test_a_loop_over_something_unknown_is_reported():
    text = (
        "Transform: AWS::LanguageExtensions\nParameters:\n  Names: {Type: CommaDelimitedList}\n"
        "Resources:\n  Fn::ForEach::Queues: [N, !Ref Names, {'Q${N}': {Type: AWS::SQS::Queue}}]\n  T: {Type: AWS::SNS::Topic}\n"
    )
    stack, builder = build(text)
    assert list(stack.resources) == ["T"]
    assert ["ForEach" in u.reason for u in builder.unread] == [True]


@pytest.mark.parametrize(
    "resources",
    ["3", "[1]", "{R: 3}", "{R: {Type: [1]}}", "{R: {Properties: {}}}", "{R: {Type: AWS::X, Properties: 3}}"],
)
def test_wrong_types_do_not_raise(resources):
    stack, _ = build(
        f"Parameters: {resources}\nConditions: {resources}\nMappings: []\nOutputs: {resources}\nResources: {resources}\n"
    )
    assert all(r.properties == {} for r in stack.resources.values())
