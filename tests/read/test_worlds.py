"""Every way to decide a neighbourhood is looked at, in few worlds, and what is left out is said."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from leastwise.read.files import MemoryFiles
from leastwise.read.project import read
from leastwise.read.worlds import MAX_WORLDS, _cover


def reading(text):
    (found,) = read(MemoryFiles({"template.yaml": text}))
    return found


def switches(count, *, together):
    names = [f"S{n}" for n in range(count)]
    text = "Parameters:\n" + "".join(f"  {n}: {{Type: String}}\n" for n in names)
    text += "Conditions:\n" + "".join(f"  C{n}: !Equals [!Ref {n}, 'on']\n" for n in names)
    text += "Resources:\n"
    if together:
        values = "".join(f"        - !If [C{n}, 1, 0]\n" for n in names)
        return text + f"  R:\n    Type: AWS::SNS::Topic\n    Properties:\n      X:\n{values}"
    for n in names:
        text += f"  R{n}:\n    Type: AWS::SNS::Topic\n    Properties: {{X: !If [C{n}, 1, 0]}}\n"
    return text


def test_nothing_open_is_one_world():
    assert [str(app.world) for app in reading("Resources: {T: {Type: AWS::SNS::Topic}}").worlds] == [""]


def test_every_combination_around_one_resource():
    found = reading(switches(3, together=True))
    seen = {tuple(app.by_key["template.yaml:R"].get("X")) for app in found.worlds}
    assert seen == set(product((0, 1), repeat=3))
    assert not found.unread


def test_independent_switches_share_worlds():
    found = reading(switches(30, together=False))
    assert len(found.worlds) == 2
    for n in range(30):
        assert {app.by_key[f"template.yaml:RS{n}"].get("X") for app in found.worlds} == {0, 1}


def test_more_than_sixteen_combinations_are_reported():
    found = reading(switches(6, together=True))
    assert len(found.worlds) == 16
    (limit,) = found.unread
    assert (limit.kind, limit.line) == ("limit", 16)
    assert "64 ways" in limit.reason


def test_allowed_values_are_the_only_ones():
    text = "Parameters:\n  Stage: {Type: String, AllowedValues: [dev, prod]}\nResources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties: {X: !Ref Stage}\n"
    assert [app.by_key["template.yaml:T"].get("X") for app in reading(text).worlds] == ["dev", "prod"]


def test_a_condition_met_only_in_another_world_is_found():
    text = (
        "Parameters: {A: {Type: String}, B: {Type: String}}\n"
        "Conditions: {HasA: !Equals [!Ref A, ''], HasB: !Equals [!Ref B, '']}\n"
        "Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties: {X: !If [HasA, 1, !If [HasB, 2, 3]]}\n"
    )
    assert {app.by_key["template.yaml:T"].get("X") for app in reading(text).worlds} == {1, 2, 3}


def test_a_condition_met_only_in_another_world_is_combined_although_its_values_were_known():
    text = (
        "Parameters:\n"
        "  Live: {Type: String, AllowedValues: ['yes', 'no']}\n  Size: {Type: String, AllowedValues: [small, big]}\n"
        "Conditions: {Live: !Equals [!Ref Live, 'yes'], Big: !Equals [!Ref Size, big]}\n"
        "Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties: {X: !If [Live, !If [Big, 1, 2], 3]}\n"
    )
    assert {app.by_key["template.yaml:T"].get("X") for app in reading(text).worlds} == {1, 2, 3}


ways = st.lists(st.dictionaries(st.sampled_from("abcd"), st.sampled_from("01234"), min_size=1), max_size=120)


@given(ways)
def test_a_cover_contains_every_combination(wanted):
    worlds, dropped = _cover(wanted)
    assert len(worlds) <= max(1, min(len(wanted), MAX_WORLDS))
    assert sum(not any(way.items() <= world.items() for world in worlds) for way in wanted) == dropped
    assert dropped == 0 or len(worlds) == MAX_WORLDS


FUNCTION = "Runtime: python3.13, Handler: a.b, InlineCode: x"
SWITCHES = (
    "Parameters: {A: {Type: String}, B: {Type: String}}\n"
    "Conditions: {Slow: !Equals [!Ref A, slow], Long: !Equals [!Ref B, long]}\n"
)


def findings(files, rule):
    from leastwise.engine import judge
    from leastwise.rules.discovery import discover
    from leastwise.rules.selection import choose

    rules = choose(discover(installed=False), select=[rule])
    return [(f.when, f.functions) for r in read(MemoryFiles(files)) for f in judge(r, rules).findings]


def test_switches_that_a_third_resource_joins_are_combined():
    text = (
        f"Transform: AWS::Serverless-2016-10-31\n{SWITCHES}Resources:\n"
        "  Q: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: !If [Long, 3600, 60]}}\n"
        f"  F:\n    Type: AWS::Serverless::Function\n    Properties: {{{FUNCTION}, Timeout: !If [Slow, 100, 1],\n"
        "      Events: {E: {Type: SQS, Properties: {Queue: !GetAtt Q.Arn}}}}\n"
    )
    assert findings({"t.yaml": text}, "short-visibility") == [("B ≠ long, A = slow", ("t.yaml:F",))]


def test_a_switch_of_the_parent_reaches_into_the_nested_stack():
    parent = (
        "Parameters: {A: {Type: String}}\nConditions: {Slow: !Equals [!Ref A, slow]}\nResources:\n  C:\n"
        "    Type: AWS::CloudFormation::Stack\n"
        "    Properties: {TemplateURL: child.yaml, Parameters: {Timeout: !If [Slow, 100, 1]}}\n"
    )
    child = (
        "Transform: AWS::Serverless-2016-10-31\nParameters: {Timeout: {Type: Number}, B: {Type: String}}\n"
        "Conditions: {Long: !Equals [!Ref B, long]}\nResources:\n"
        "  Q: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: !If [Long, 3600, 60]}}\n"
        f"  F:\n    Type: AWS::Serverless::Function\n    Properties: {{{FUNCTION}, Timeout: !Ref Timeout,\n"
        "      Events: {E: {Type: SQS, Properties: {Queue: !GetAtt Q.Arn}}}}\n"
    )
    ((when, _),) = findings({"t.yaml": parent, "child.yaml": child}, "short-visibility")
    assert sorted(when.split(", ")) == ["A = slow", "child.yaml.B ≠ long"]


def test_every_value_is_looked_at_before_the_limit_of_combinations():
    found = reading(switches(5, together=True))
    for n in range(5):
        assert {app.by_key["template.yaml:R"].get("X")[n] for app in found.worlds} == {0, 1}


def test_comparisons_of_what_is_not_known_are_kept_apart():
    text = (
        "Parameters: {Subnets: {Type: 'List<String>'}, Groups: {Type: 'List<String>'}}\n"
        "Conditions:\n  NoSubnets: !Equals [!Join ['', !Ref Subnets], '']\n  NoGroups: !Equals [!Join ['', !Ref Groups], '']\n"
        "Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties: {X: [!If [NoSubnets, 1, 0], !If [NoGroups, 1, 0]]}\n"
    )
    assert {tuple(app.by_key["template.yaml:T"].get("X")) for app in reading(text).worlds} == set(
        product((0, 1), repeat=2)
    )


def test_a_template_used_twice_is_judged_twice():
    child = (
        "Parameters: {Act: {Type: String}}\nResources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n"
        "      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]}\n"
        "      Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: !Ref Act, Resource: '*'}]}}]\n"
        "  F:\n    Type: AWS::Lambda::Function\n"
        "    Properties: {Runtime: python3.13, Handler: a.b, Code: {ZipFile: x}, Role: !GetAtt R.Arn}\n"
    )
    block = "    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: child.yaml, Parameters: {Act: '%s'}}\n"
    for first, second in (("*", "s3:GetObject"), ("s3:GetObject", "*")):
        parent = f"Resources:\n  One:\n{block % first}  Two:\n{block % second}"
        found = list(read(MemoryFiles({"t.yaml": parent, "child.yaml": child})))
        assert [f.id for f in found[0].worlds[0].functions] == ["child.yaml:F", "child.yaml@Two:F"]
        assert len(findings({"t.yaml": parent, "child.yaml": child}, "admin-policy")) == 1
