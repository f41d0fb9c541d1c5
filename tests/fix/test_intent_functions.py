"""A value that a function gives is changed where it is written: a branch, a default, an entry of a mapping."""

import pytest

from leastwise.model.edit import Insert, Remove, Set
from leastwise.model.errors import PatchError
from leastwise.model.value import Parameter

from .written import FUNCTION, Written

QUEUE = "Resources.Queue.Properties"


def queue(value: str, name: str = "VisibilityTimeout", head: str = "", **world: str) -> Written:
    """A queue with a property that depends on `Stage`, in the world in which that has a value."""
    return Written(
        f"""
Parameters:
  Stage: {{Type: String, AllowedValues: [dev, live]}}
  Size: {{Type: String, AllowedValues: [big, small]}}
{head}
Conditions:
  Live: !Equals [!Ref Stage, live]
  Big: !Equals [!Ref Size, big]
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      {name}: {value}
""",
        **world,
    )


def test_only_the_branch_that_is_wrong_changes() -> None:
    written = queue("!If [Live, 300, 60]", Stage="dev")
    edit = Set(written.at("Queue", "VisibilityTimeout"), 180)
    assert written.changed(edit) == {f"{QUEUE}.VisibilityTimeout.Fn::If.2": 180}


def test_equal_branches_are_equally_wrong() -> None:
    written = queue("!If [Live, 60, 60]", Stage="dev")
    branches = f"{QUEUE}.VisibilityTimeout.Fn::If"
    edit = Set(written.at("Queue", "VisibilityTimeout"), 180)
    assert written.changed(edit) == {f"{branches}.1": 180, f"{branches}.2": 180}


def test_a_branch_may_choose_again() -> None:
    written = queue("!If [Big, !If [Live, 1, 2], 60]", Stage="dev", Size="big")
    edit = Set(written.at("Queue", "VisibilityTimeout"), 180)
    assert written.changed(edit) == {f"{QUEUE}.VisibilityTimeout.Fn::If.1.Fn::If.2": 180}


def test_every_branch_that_is_wrong_in_its_world_changes() -> None:
    written = queue("!If [Live, 60, 30]")
    places = [next(app.resources("AWS::SQS::Queue"))["VisibilityTimeout"] for app in written.readings[0].worlds]
    branches = f"{QUEUE}.VisibilityTimeout.Fn::If"
    assert written.changed(*(Set(place, 180) for place in places)) == {f"{branches}.1": 180, f"{branches}.2": 180}


def test_one_value_cannot_be_right_in_two_ways() -> None:
    written = queue("30\n      QueueName: !If [Live, a, b]")
    one, other = (next(app.resources("AWS::SQS::Queue"))["VisibilityTimeout"] for app in written.readings[0].worlds)
    with pytest.raises(PatchError, match="depends on the parameters"):
        written.changed(Set(one, 180), Set(other, 360))


def test_what_is_absent_in_one_world_is_set_in_that_one() -> None:
    written = queue("!If [Live, 300, !Ref AWS::NoValue]", Stage="dev")
    edit = Set(written.at("Queue", "VisibilityTimeout"), 180)
    assert written.changed(edit) == {f"{QUEUE}.VisibilityTimeout.Fn::If.2": 180}


def test_what_is_in_a_branch_is_changed_there() -> None:
    branches = "!If [Live, {maxReceiveCount: 1}, {deadLetterTargetArn: a}]"
    written = queue(branches, "RedrivePolicy", Stage="dev")
    where = f"{QUEUE}.RedrivePolicy.Fn::If.2"
    absent = Set(written.at("Queue", "RedrivePolicy.maxReceiveCount"), 5)
    assert written.changed(absent) == {f"{where}.maxReceiveCount": 5}
    present = Set(written.at("Queue", "RedrivePolicy.deadLetterTargetArn"), "b")
    assert written.changed(present) == {f"{where}.deadLetterTargetArn": "b"}
    whole = Set(written.at("Queue", "RedrivePolicy"), {"maxReceiveCount": 5})
    assert written.changed(whole) == {f"{where}.deadLetterTargetArn": None, f"{where}.maxReceiveCount": 5}


def test_an_item_is_added_to_the_list_in_the_branch() -> None:
    written = queue("!If [Live, [{Key: a, Value: b}], []]", "Tags", Stage="dev")
    edit = Insert(written.at("Queue", "Tags"), {"Key": "c", "Value": "d"})
    assert written.changed(edit) == {f"{QUEUE}.Tags.Fn::If.2": [{"Key": "c", "Value": "d"}]}


def test_removing_what_one_branch_says_leaves_the_other_alone() -> None:
    written = queue("!If [Live, false, true]", "SqsManagedSseEnabled", Stage="live")
    edit = Remove(written.at("Queue", "SqsManagedSseEnabled"))
    assert written.changed(edit) == {f"{QUEUE}.SqsManagedSseEnabled.Fn::If.1": {"Ref": "AWS::NoValue"}}


def test_branches_that_are_both_computed_are_left_alone() -> None:
    written = queue("!If [Live, !GetAtt A.B, !GetAtt A.C]", Stage="live")
    with pytest.raises(PatchError, match="depends on a condition"):
        written.changed(Set(written.at("Queue", "VisibilityTimeout"), 180))


def test_a_statement_below_a_condition_keeps_the_rest_of_its_list() -> None:
    written = Written(
        """
        Parameters: {Stage: {Type: String}}
        Conditions: {Live: !Equals [!Ref Stage, live]}
        Resources:
          Queue: {Type: AWS::SQS::Queue, Properties: {Tags: [!If [Live, {Key: a, Value: b}, !Ref AWS::NoValue], {Key: c}]}}
        """,
        Stage="live",
    )
    assert written.changed(Set(written.at("Queue", "Tags.0.Value"), "x")) == {f"{QUEUE}.Tags.0.Fn::If.1.Value": "x"}
    (item, _) = written.after(Remove(written.at("Queue", "Tags.0")))["Resources"]["Queue"]["Properties"]["Tags"]
    assert item == {"Fn::If": ["Live", {"Ref": "AWS::NoValue"}, {"Ref": "AWS::NoValue"}]}


SECONDS = "Parameters: {Seconds: {Type: Number, Default: 30%s}}\n"


def seconds(value: str = "!Ref Seconds", more: str = "", constraints: str = "", **files: str) -> Written:
    """A queue whose timeout is a parameter."""
    resources = f"Resources:\n  Queue: {{Type: AWS::SQS::Queue, Properties: {{VisibilityTimeout: {value}{more}}}}}\n"
    return Written(SECONDS % constraints + resources, {k.replace("_", "."): v for k, v in files.items()})


@pytest.mark.parametrize("value", ["!Ref Seconds", "!Sub '${Seconds}'"])
def test_the_default_of_a_parameter_that_nothing_else_uses_is_changed(value: str) -> None:
    written = seconds(value)
    assert written.changed(Set(written.at("Queue", "VisibilityTimeout"), 180)) == {"Parameters.Seconds.Default": 180}


def test_a_default_that_is_written_as_a_text_stays_one() -> None:
    written = Written(
        "Parameters: {Seconds: {Type: Number, Default: '30'}}\n"
        "Resources: {Queue: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: !Ref Seconds}}}\n"
    )
    assert written.changed(Set(written.at("Queue", "VisibilityTimeout"), 180)) == {"Parameters.Seconds.Default": "180"}


@pytest.mark.parametrize(
    ("more", "constraints", "reason"),
    [
        (", DelaySeconds: !Ref Seconds", "", "Seconds, which is used in 2 places"),
        (", QueueName: !Sub 'q-${Seconds}'", "", "Seconds, which is used in 2 places"),
        ("", ", AllowedValues: [30, 60]", "does not allow 180"),
        ("", ", MaxValue: 60", "bounds do not allow 180"),
        ("", ", MaxLength: 2", "bounds do not allow 180"),
    ],
)
def test_a_default_that_may_not_change_stays(more: str, constraints: str, reason: str) -> None:
    written = seconds(more=more, constraints=constraints)
    with pytest.raises(PatchError, match=reason):
        written.changed(Set(written.at("Queue", "VisibilityTimeout"), 180))


def test_the_default_of_a_number_stays_a_number() -> None:
    written = seconds()
    with pytest.raises(PatchError, match="Seconds, which is a number"):
        written.changed(Set(written.at("Queue", "VisibilityTimeout"), "long"))


def test_a_default_that_something_overrides_is_not_the_place() -> None:
    config = '[default.deploy.parameters]\nparameter_overrides = "Seconds=10"\n'
    written = seconds(samconfig_toml=config)
    with pytest.raises(PatchError, match="samconfig, a parameter file or the stack around"):
        written.changed(Set(written.at("Queue", "VisibilityTimeout"), 180))


def test_a_parameter_without_default_is_for_whoever_deploys() -> None:
    written = queue("!If [Live, !Ref Stage, other]", "QueueName", Stage="live")
    with pytest.raises(PatchError, match="Stage, which has no default"):
        written.changed(Set(written.at("Queue", "QueueName"), "a"))


def test_an_entry_of_a_mapping_that_nothing_else_reads_is_changed() -> None:
    mapping = "Mappings: {Wait: {dev: {Seconds: 30}, live: {Seconds: 300}}}"
    written = queue("!FindInMap [Wait, dev, Seconds]", head=mapping)
    edit = Set(written.at("Queue", "VisibilityTimeout"), 180)
    assert written.changed(edit) == {"Mappings.Wait.dev.Seconds": 180}


def test_a_mapping_takes_no_computed_value() -> None:
    written = queue("!FindInMap [Wait, dev, Name]", "QueueName", head="Mappings: {Wait: {dev: {Name: a}}}")
    with pytest.raises(PatchError, match="no value that is computed"):
        written.changed(Set(written.at("Queue", "QueueName"), Parameter("AWS::StackName")))


def test_an_entry_of_a_mapping_that_others_may_read_stays() -> None:
    mapping = "Mappings: {Wait: {dev: {Seconds: 30}, live: {Seconds: 300}}}"
    value = "!FindInMap [Wait, dev, Seconds]\n      DelaySeconds: !FindInMap [Wait, live, Seconds]"
    written = queue(value, head=mapping)
    with pytest.raises(PatchError, match="Seconds of the mapping Wait, which is used in more places"):
        written.changed(Set(written.at("Queue", "VisibilityTimeout"), 180))


def test_a_conditional_value_of_sam_is_found_under_its_own_name() -> None:
    written = Written(
        f"""
        Transform: AWS::Serverless-2016-10-31
        Parameters: {{Stage: {{Type: String}}}}
        Conditions: {{Live: !Equals [!Ref Stage, live]}}
        Resources:
          Fn: {{{FUNCTION}, Tracing: !If [Live, Active, PassThrough]}}}}
          Off: {{{FUNCTION}, Tracing: !If [Live, Active, !Ref AWS::NoValue]}}}}
        """,
        Stage="(other)",
    )
    for name in ("Fn", "Off"):
        edit = Set(written.at(name, "TracingConfig.Mode"), "Active")
        assert written.changed(edit) == {f"Resources.{name}.Properties.Tracing.Fn::If.2": "Active"}
