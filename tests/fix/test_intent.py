"""Where an edit of the model is written in the author's document, and what is refused."""

import pytest

from leastwise.model.edit import AddResource, Insert, Remove, ReplaceSpan, Set
from leastwise.model.errors import PatchError
from leastwise.model.resource import Property
from leastwise.model.value import Parameter, Reference, Unknown, concat

from .written import FUNCTION, Written

PLAIN = """
Parameters:
  Stage: {Type: String}
Conditions:
  Live: !Equals [!Ref Stage, live]
Resources:
  Queue: # the jobs
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 30 # seconds
      Tags: [{Key: a, Value: !Ref Stage}]
  Topic:
    Type: AWS::SNS::Topic
    Condition: Live
  Policy:
    Type: AWS::SQS::QueuePolicy
    DependsOn: [Topic, Queue]
    Properties:
      Queues: [!Ref Queue]
      PolicyDocument:
        Statement: {Effect: Allow, Principal: "*", Action: "sqs:*", Resource: !GetAtt Queue.Arn}
"""


def test_what_is_there_is_replaced_and_nothing_else() -> None:
    written = Written(PLAIN)
    text = written.text(Set(written.at("Queue", "VisibilityTimeout"), 180))
    assert text == written.files["template.yaml"].replace("VisibilityTimeout: 30 #", "VisibilityTimeout: 180 #")


def test_what_is_absent_goes_below_its_nearest_parent() -> None:
    written = Written(PLAIN, Stage="live")
    queue = Set(written.at("Queue", "RedrivePolicy.maxReceiveCount"), 5)
    assert written.changed(queue) == {"Resources.Queue.Properties.RedrivePolicy": {"maxReceiveCount": 5}}
    topic = Set(written.at("Topic", "KmsMasterKeyId"), "alias/aws/sns")
    assert written.changed(topic) == {"Resources.Topic.Properties": {"KmsMasterKeyId": "alias/aws/sns"}}


def test_a_declared_parameter_is_edited_where_it_is_declared() -> None:
    written = Written(PLAIN)
    (stage,) = written.app.stacks[0].declared
    assert written.changed(Set(stage["NoEcho"], True)) == {"Parameters.Stage.NoEcho": True}


def test_a_lone_value_becomes_a_list_when_an_item_is_added() -> None:
    written = Written(PLAIN)
    place = written.at("Policy", "PolicyDocument.Statement")
    (found,) = written.changed(Insert(place, {"Effect": "Deny"})).values()
    assert [statement["Effect"] for statement in found] == ["Allow", "Deny"]
    assert found[0]["Resource"] == {"Fn::GetAtt": ["Queue", "Arn"]}


def test_a_missing_list_is_made() -> None:
    written = Written(PLAIN, Stage="live")
    edits = [Insert(written.at("Topic", "Subscription"), {"Protocol": name}) for name in ("sqs", "lambda")]
    (found,) = written.changed(*edits).values()
    assert found == {"Subscription": [{"Protocol": "sqs"}, {"Protocol": "lambda"}]}


def test_functions_in_a_value_that_is_set_anew_stay() -> None:
    written = Written(
        """
        Parameters: {Owner: {Type: String, Default: me}}
        Resources:
          Queue: {Type: AWS::SQS::Queue, Properties: {Tags: [{Key: owner, Value: !Ref Owner}], QueueName: !Ref Owner}}
        """
    )
    place = written.at("Queue", "Tags")
    edit = Set(place, [*place.value, {"Key": "team", "Value": "shop"}])
    tags = [{"Key": "owner", "Value": {"Ref": "Owner"}}, {"Key": "team", "Value": "shop"}]
    assert written.changed(edit) == {"Resources.Queue.Properties.Tags": tags}


def test_removing_an_absent_property_changes_nothing() -> None:
    written = Written(PLAIN)
    assert written.changed(Remove(written.at("Queue", "KmsMasterKeyId"))) == {}


def test_symbols_are_written_as_functions() -> None:
    written = Written(PLAIN, Stage="live")
    value = {
        "ref": Reference(written["Queue"].key, "Ref"),
        "attribute": Reference(written["Queue"].key, "Arn"),
        "pseudo": Parameter("AWS::AccountId"),
        "text": concat([Reference(written["Queue"].key, "Arn"), "/${a}/", Parameter("AWS::Region")]),
    }
    assert written.changed(Set(written.at("Topic", "A"), value)) == {
        "Resources.Topic.Properties": {
            "A": {
                "ref": {"Ref": "Queue"},
                "attribute": {"Fn::GetAtt": ["Queue", "Arn"]},
                "pseudo": {"Ref": "AWS::AccountId"},
                "text": {"Fn::Sub": "${Queue.Arn}/${!a}/${AWS::Region}"},
            }
        }
    }


def test_a_property_as_a_value_is_copied_as_it_is_written() -> None:
    written = Written(PLAIN)
    edit = AddResource(written.at("Queue"), "Copy", "AWS::SQS::Queue", {"Tags": written.at("Queue", "Tags")})
    (added,) = written.changed(edit).values()
    assert added["Properties"] == {"Tags": [{"Key": "a", "Value": {"Ref": "Stage"}}]}


@pytest.mark.parametrize("value", [Unknown("a reason"), Reference("other.yaml:Queue", "Arn")])
def test_a_value_that_the_template_cannot_say_is_refused(value: object) -> None:
    written = Written(PLAIN)
    with pytest.raises(PatchError, match=r"cannot be written|in another template"):
        written.changed(Set(written.at("Queue", "QueueName"), value))


def test_a_resource_is_added_behind_the_one_that_it_belongs_to_and_under_its_condition() -> None:
    written = Written(PLAIN, Stage="live")
    text = written.text(AddResource(written.at("Topic"), "Alarm", "AWS::CloudWatch::Alarm", {"Period": 60}))
    assert text.index("  Topic:") < text.index("  Alarm:") < text.index("  Policy:")
    assert "Condition: Live" in text[text.index("  Alarm:") : text.index("  Policy:")]


def test_a_name_that_is_taken_gets_a_number_and_references_follow() -> None:
    written = Written(PLAIN)
    edits = [
        Set(written.at("Queue", "RedrivePolicy.deadLetterTargetArn"), Reference("template.yaml:Topic", "Arn")),
        AddResource(written.at("Queue"), "Topic", "AWS::SQS::Queue"),
    ]
    changed = written.changed(*edits)
    assert changed["Resources.Topic2"] == {"Type": "AWS::SQS::Queue"}
    policy = changed["Resources.Queue.Properties.RedrivePolicy"]
    assert policy == {"deadLetterTargetArn": {"Fn::GetAtt": ["Topic2", "Arn"]}}


def test_equal_resources_of_two_findings_are_one_and_different_ones_are_two() -> None:
    written = Written(PLAIN)

    def names(beside: str, period: int) -> list[object]:
        edit = AddResource(written.at(beside), "Alarm", "AWS::CloudWatch::Alarm", {"Period": period})
        return [change.change.path[-1] for change in written.intentions.changes([edit])]

    assert names("Queue", 60) == names("Queue", 60) == names("Policy", 60) == ["Alarm"]
    assert names("Queue", 300) == ["Alarm2"]


def test_a_name_that_the_framework_gives_is_taken() -> None:
    written = Written(f"Transform: AWS::Serverless-2016-10-31\nResources:\n  Fn: {{{FUNCTION}}}}}")
    edit = AddResource(written.at("Fn"), "FnRole", "AWS::SQS::Queue")
    assert written.changed(edit) == {"Resources.FnRole2": {"Type": "AWS::SQS::Queue"}}


def test_a_resource_that_belongs_to_an_event_stands_behind_the_function() -> None:
    event = "{Type: Schedule, Properties: {Schedule: rate(1 day)}}"
    written = Written(
        f"""
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Fn: {{{FUNCTION}, Events: {{Nightly: {event}}}}}}}
          Last: {{Type: AWS::SQS::Queue}}
        """
    )
    text = written.text(AddResource(written.at("FnNightly"), "Missed", "AWS::SQS::Queue"))
    assert text.index("  Fn:") < text.index("  Missed:") < text.index("  Last:")


def test_a_resource_that_something_needs_stays() -> None:
    written = Written(PLAIN)
    with pytest.raises(PatchError, match=r"Resources\.Policy\.Properties still needs Queue"):
        written.changed(Remove(written.at("Queue")))


def test_a_resource_goes_with_what_is_removed_too_and_nobody_waits_for_it() -> None:
    written = Written(PLAIN, Stage="live")
    both = [Remove(written.at("Queue")), Remove(written.at("Policy"))]
    assert written.changed(*both) == {"Resources.Queue": None, "Resources.Policy": None}
    assert written.changed(Remove(written.at("Topic"))) == {
        "Resources.Topic": None,
        "Resources.Policy.DependsOn": ["Queue"],
    }


@pytest.mark.parametrize("waits", ["[Topic, Last]", "[Last]", "[Topic, Last, Topic]"])
def test_a_list_of_which_all_goes_is_no_empty_list(waits: str) -> None:
    text = PLAIN.replace("[Topic, Queue]", waits) + "  Last: {Type: AWS::SNS::Topic}\n"
    written = Written(text, Stage="live")
    both = [Remove(written.at(name)) for name in ("Topic", "Last") if name in waits]
    assert written.changed(*both)["Resources.Policy.DependsOn"] is None


@pytest.mark.parametrize(("waits", "left"), [("[Topic, Topic]", None), ("[Topic, Queue, Topic]", ["Queue"])])
def test_nobody_waits_for_what_has_gone_however_often_it_was_named(waits: str, left: object) -> None:
    written = Written(PLAIN.replace("[Topic, Queue]", waits), Stage="live")
    assert written.changed(Remove(written.at("Topic")))["Resources.Policy.DependsOn"] == left


def test_the_last_resource_stays() -> None:
    written = Written("Resources: {Queue: {Type: AWS::SQS::Queue}}")
    with pytest.raises(PatchError, match="hold no resource"):
        written.changed(Remove(written.at("Queue")))


@pytest.mark.parametrize(
    ("path", "head"),
    [
        ("template.yaml", "# This file is generated by build.sh, do not edit\n"),
        (".aws-sam/build/template.yaml", ""),
        ("packaged-template.yaml", ""),
        ("out.packaged.yaml", ""),
    ],
)
def test_a_generated_file_is_left_alone(path: str, head: str) -> None:
    text = head + "Resources: {Queue: {Type: AWS::SQS::Queue}}\n"
    parent = f"Resources: {{Child: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: {path}}}}}}}"
    written = Written(text) if path == "template.yaml" else Written(parent, {path: text})
    with pytest.raises(PatchError, match="generated file"):
        written.changed(Set(written.at("Queue", "QueueName"), "a"))


def test_a_template_of_the_cdk_is_left_alone() -> None:
    written = Written("Resources: {Queue: {Type: AWS::SQS::Queue, Metadata: {'aws:cdk:path': App/Queue}}}")
    with pytest.raises(PatchError, match="made by the CDK"):
        written.changed(Set(written.at("Queue", "QueueName"), "a"))


def test_what_a_loop_makes_is_left_alone() -> None:
    written = Written(
        """
        Transform: AWS::LanguageExtensions
        Resources:
          Fn::ForEach::Queues:
            - Name
            - [One, Two]
            - ${Name}: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: 1}}
        """
    )
    for edit in (
        Set(written.at("One", "VisibilityTimeout"), 2),
        AddResource(written.at("One"), "A", "AWS::SNS::Topic"),
    ):
        with pytest.raises(PatchError, match="made by the loop Queues"):
            written.changed(edit)


def test_what_is_included_is_changed_in_its_own_file() -> None:
    included = "Queue:\n  Type: AWS::SQS::Queue\n  Properties: {VisibilityTimeout: 1}\n"
    include = "{Name: AWS::Include, Parameters: {Location: queues.yaml}}"
    template = f"Resources: {{Topic: {{Type: AWS::SNS::Topic}}, 'Fn::Transform': {include}}}\nTransform: []"
    written = Written(template, {"queues.yaml": included})
    text = written.text(Set(written.at("Queue", "VisibilityTimeout"), 2), file="queues.yaml")
    assert text == included.replace("1", "2")


def test_a_nested_template_is_changed_in_its_own_file_and_refers_to_nothing_outside() -> None:
    template = """
        Resources:
          Topic: {Type: AWS::SNS::Topic}
          Child: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml}}
        """
    written = Written(template, {"child.yaml": "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n"})
    after = written.after(Set(written.at("Queue", "QueueName"), "a"), file="child.yaml")
    assert after == {"Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "a"}}}}
    with pytest.raises(PatchError, match="Topic is in another template"):
        written.text(Set(written.at("Queue", "QueueName"), Reference(written["Topic"].key, "TopicName")))


def test_the_second_document_of_a_stream_is_changed_there() -> None:
    first = "Resources: {Other: {Type: AWS::SNS::Topic}}\n---\n"
    written = Written(first + "Resources: {Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: a}}}\n")
    apps = [app for reading in written.readings for app in reading.worlds]
    (queue,) = (r for app in apps for r in app.resources() if r.name == "Queue")
    (change,) = written.intentions.changes([Set(queue["QueueName"], "b")])
    assert change.number == 1
    assert written.text(Set(queue["QueueName"], "b")) == first + written.files["template.yaml"][len(first) :].replace(
        "QueueName: a", "QueueName: b"
    )


def test_a_stretch_of_code_is_replaced() -> None:
    written = Written(PLAIN)
    span = Property(written["Queue"], ("VisibilityTimeout",)).span
    assert "VisibilityTimeout: 99 # seconds" in written.text(ReplaceSpan(span, "99"))


@pytest.mark.parametrize("properties", ["3", "[1]", "text", "{Tags: 3, RedrivePolicy: [1]}", "!Ref Nothing", ""])
@pytest.mark.parametrize("path", ["Tags.0.Key", "RedrivePolicy.maxReceiveCount", "QueueName"])
def test_odd_templates_are_changed_or_refused_and_never_raise_anything_else(properties: str, path: str) -> None:
    written = Written(f"Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties: {properties}\n")
    place = written.at("Queue", path)
    for edit in (Set(place, 1), Insert(place, 1), Remove(place), Remove(written.at("Queue"))):
        try:
            written.text(edit)
        except PatchError as error:
            assert str(error)


ANCHORS = """
Common: &common {Timeout: 3, MemorySize: 128}
Resources:
  One:
    Type: AWS::Lambda::Function
    Properties:
      <<: *common
      Environment: &environment
        Variables: {STAGE: dev}
  Two:
    Type: AWS::Lambda::Function
    Properties:
      <<: *common
      Environment: *environment
"""


@pytest.mark.parametrize(
    ("path", "value"),
    [("Timeout", 9), ("Environment.Variables.STAGE", "live"), ("Environment.Variables.MORE", "a")],
)
def test_what_an_alias_repeats_is_changed_for_the_one_resource(path: str, value: object) -> None:
    written = Written(ANCHORS)
    assert written.changed(Set(written.at("Two", path), value)) == {f"Resources.Two.Properties.{path}": value}


def test_a_function_of_sam_that_an_anchor_describes_is_changed_itself() -> None:
    written = Written(
        f"""
        Transform: AWS::Serverless-2016-10-31
        Common: &common {{Tracing: PassThrough}}
        Resources:
          One: {{{FUNCTION}, <<: *common}}}}
          Two: {{{FUNCTION}, <<: *common}}}}
        """
    )
    edit = Set(written.at("Two", "TracingConfig.Mode"), "Active")
    assert written.changed(edit) == {"Resources.Two.Properties.Tracing": "Active"}


def test_a_comment_further_down_makes_no_generated_file() -> None:
    written = Written("Resources:\n  # this role is auto-generated\n  Queue: {Type: AWS::SQS::Queue}\n")
    assert written.changed(Set(written.at("Queue", "QueueName"), "a"))
