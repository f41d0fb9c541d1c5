"""Rules of EventBridge, and schedules.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventbridgerule.html
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-schedulev2.html
"""

from __future__ import annotations

from typing import Any

from leastwise.model.value import Map, Seq, is_true
from leastwise.read.expand.build import Build
from leastwise.read.expand.role import allow, trust
from leastwise.read.expand.values import carry, given
from leastwise.read.sam.events.event import Event, Target, permit
from leastwise.read.sam.tables import properties as names_of

_MAX_TARGET_ID = 64
"""https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html"""


def add_rule(build: Build, target: Target, event: Event) -> None:
    """Add the rule of a Schedule, EventBridgeRule or CloudWatchEvent event."""
    source, context = event.properties, build.context
    rule = Map(event.span)
    carry(source, rule, names_of("Schedule" if event.kind == "Schedule" else "EventBridgeRule"))
    if "State" not in source and source.get("Enabled") is not None:
        enabled = source["Enabled"]
        state = ("ENABLED" if is_true(enabled) else "DISABLED") if isinstance(enabled, (bool, str)) else enabled
        rule.put("State", state, source.span("Enabled"))
    receiver = Map(event.span)
    receiver["Arn"] = target.arn
    receiver["Id"] = _target_id(target, event)
    carry(source, receiver, names_of("RuleTarget"))
    if target.kind == "state machine":
        role = source.get("RoleArn") if event.kind == "Schedule" else None
        receiver["RoleArn"] = event_role(build, target, event, "events.amazonaws.com") if role is None else role
    dead = _dead_letters(build, event, context.att(event.name))
    if dead is not None:
        receiver.put("DeadLetterConfig", Map(event.span, {"Arn": dead}), source.span("DeadLetterConfig"))
    targets = Seq(event.span)
    targets.put(receiver, event.span)
    rule.put("Targets", targets, event.span)
    build.add(event.name, "AWS::Events::Rule", rule, event.span, by="author")
    if target.kind == "function":
        permit(build, target, event, "events.amazonaws.com", SourceArn=context.att(event.name))


def _target_id(target: Target, event: Event) -> Any:
    wanted = event.properties.get("Target")
    if isinstance(wanted, Map) and "Id" in wanted:
        return wanted["Id"]
    suffix = "LambdaTarget" if target.kind == "function" else "StepFunctionsTarget"
    return event.name[: _MAX_TARGET_ID - len(suffix)] + suffix


def _dead_letters(build: Build, event: Event, rule: Any) -> Any:
    """The ARN of the queue for events that cannot be delivered. SAM makes one, and its policy, where none is named."""
    config, span = event.properties.get("DeadLetterConfig"), event.properties.span("DeadLetterConfig")
    if not isinstance(config, Map):
        return None
    if config.get("Arn") is not None:
        return config["Arn"]
    wanted = config.get("QueueLogicalId")
    queue = wanted if isinstance(wanted, str) and wanted else event.name + "Queue"
    arn = build.context.att(queue)
    build.add(queue, "AWS::SQS::Queue", {}, span)
    if event.kind != "ScheduleV2":
        statement = {
            "Action": "sqs:SendMessage",
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Resource": arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": rule}},
        }
        build.add(
            event.name + "QueuePolicy",
            "AWS::SQS::QueuePolicy",
            {
                "PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]},
                "Queues": [build.context.ref(queue)],
            },
            span,
        )
    return arn


def event_role(build: Build, target: Target, event: Event, service: str) -> Any:
    """Add the role with which a service starts a state machine, and give its ARN."""
    name = event.name + "Role"
    build.add(
        name,
        "AWS::IAM::Role",
        {
            "AssumeRolePolicyDocument": trust(service),
            "Policies": [
                {
                    "PolicyName": name + "StartExecutionPolicy",
                    "PolicyDocument": {"Statement": [allow("states:StartExecution", target.arn)]},
                }
            ],
            "PermissionsBoundary": target.boundary,
        },
        event.span,
    )
    return build.context.att(name)


def add_schedule(build: Build, target: Target, event: Event) -> None:
    """Add the schedule of a ScheduleV2 event, and the role with which the scheduler starts the target."""
    source = event.properties
    schedule = Map(event.span)
    carry(source, schedule, names_of("ScheduleV2"))
    if "Name" not in source and not is_true(source.get("OmitName")):
        schedule["Name"] = event.name
    if not given(source.get("FlexibleTimeWindow")):
        schedule["FlexibleTimeWindow"] = Map(event.span, {"Mode": "OFF"})
    receiver = Map(event.span)
    receiver["Arn"] = target.arn
    dead = _dead_letters(build, event, None)
    role = source.get("RoleArn")
    receiver["RoleArn"] = role if given(role) else _scheduler_role(build, target, event, dead)
    carry(source, receiver, names_of("ScheduleV2Target"))
    if dead is not None:
        receiver.put("DeadLetterConfig", Map(event.span, {"Arn": dead}), source.span("DeadLetterConfig"))
    schedule["Target"] = receiver
    build.add(event.name, "AWS::Scheduler::Schedule", schedule, event.span, by="author")


def _scheduler_role(build: Build, target: Target, event: Event, dead: Any) -> Any:
    function = target.kind == "function"
    statement = allow("lambda:InvokeFunction" if function else "states:StartExecution", target.arn)
    name = event.name + ("LambdaPolicy" if function else "StartExecutionPolicy")
    policies = [{"PolicyName": name, "PolicyDocument": {"Statement": [statement]}}]
    if dead is not None:
        document = {"Statement": [allow("sqs:SendMessage", dead)]}
        policies.append({"PolicyName": event.name + "SQSPolicy", "PolicyDocument": document})
    role = {
        "AssumeRolePolicyDocument": trust("scheduler.amazonaws.com"),
        "Policies": policies,
        "PermissionsBoundary": event.properties.get("PermissionsBoundary"),
    }
    build.add(event.name + "Role", "AWS::IAM::Role", role, event.span)
    return build.context.att(event.name + "Role")
