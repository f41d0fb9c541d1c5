"""What the rules of a web ACL do.

https://docs.aws.amazon.com/waf/latest/developerguide/web-acl.html
https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html
"""

from __future__ import annotations

from leastwise.model.application import Application
from leastwise.model.edit import AddResource, Edit, Insert
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Parameter, Reference, Seq, concat

_POLICIES = ("DeletionPolicy", "UpdateReplacePolicy")
_MANAGED_LIMITS = ("AWSManagedRulesAntiDDoSRuleSet", "AWSManagedRulesBotControlRuleSet")
"""Groups of AWS that limit clients that send too much.

https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
"""


def rules(acl: Resource) -> list[Property] | None:
    """The rules of a web ACL or rule group; `None` where they are not known."""
    written = acl["Rules"]
    if written.absent:
        return []
    return list(written.items()) if isinstance(written.value, Seq) else None


def counts_only(rule: Property) -> bool:
    """Whether a rule is known to do no more than count: itself, or by what it makes of its group."""
    return rule["Action.Count"].present or rule["OverrideAction.Count"].present


def allows(rule: Property) -> bool:
    """Whether a rule is known to let in what it matches."""
    return rule["Action.Allow"].present


def may_limit(app: Application, acl: Resource | None) -> bool:
    """Whether a web ACL limits how often clients may ask, or may do so: what is not in the application may."""
    found = None if acl is None else rules(acl)
    return found is None or any(_limits(app, rule) for rule in found)


def _limits(app: Application, rule: Property) -> bool:
    statement = rule["Statement"]
    if not isinstance(statement.value, dict) or statement["RateBasedStatement"].present:
        return True
    reference, managed = statement["RuleGroupReferenceStatement"], statement["ManagedRuleGroupStatement"]
    if reference.present:
        group = app.referenced(reference["Arn"].value, "AWS::WAFv2::RuleGroup")
        found = None if group is None else rules(group)
        return found is None or any(inner["Statement.RateBasedStatement"].present for inner in found)
    if managed.present:
        vendor, name = managed["VendorName"].text(), managed["Name"].text()
        return vendor != "AWS" or name is None or name in _MANAGED_LIMITS
    return False


def limit(acl: Resource) -> list[Edit]:
    """An edit that blocks addresses which send more than most people do, after all other rules.

    The limit is for five minutes, which is the default.
    https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html
    """
    priorities = [rule["Priority"].number(0) for rule in rules(acl) or ()]
    known = [priority for priority in priorities if isinstance(priority, (int, float))]
    if len(known) < len(priorities):
        return []
    seen = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "rate"}
    rule = {
        "Name": "rate",
        "Priority": int(max(known, default=-1)) + 1,
        "Action": {"Block": {}},
        "Statement": {"RateBasedStatement": {"Limit": 1000, "AggregateKeyType": "IP"}},
        "VisibilityConfig": seen,
    }
    return [Insert(acl["Rules"], rule)]


def log(acl: Resource) -> list[Edit]:
    """Edits that keep for a year what a web ACL decides, also without the stack.

    WAF takes only log groups whose names begin so. As the group outlives the stack, its name has the unique part of the
    stack's id: another stack of the same name could not be created otherwise.

    https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
    """
    name = f"{acl.name}Log"
    unique = {"Fn::Select": [2, {"Fn::Split": ["/", Parameter("AWS::StackId")]}]}
    group = {
        "LogGroupName": {"Fn::Sub": [f"aws-waf-logs-${{AWS::StackName}}-{acl.name}-${{Unique}}", {"Unique": unique}]},
        "RetentionInDays": 365,
    }
    place = (Parameter("AWS::Region"), ":", Parameter("AWS::AccountId"))
    arn = ("arn:", Parameter("AWS::Partition"), ":logs:", *place, ":log-group:", acl.neighbour(name, "Ref"))
    logging = {"ResourceArn": Reference(acl.key, "Arn"), "LogDestinationConfigs": [concat(arn)]}
    return [
        AddResource(acl[()], name, "AWS::Logs::LogGroup", group, dict.fromkeys(_POLICIES, "Retain")),
        AddResource(acl[()], f"{acl.name}Logging", "AWS::WAFv2::LoggingConfiguration", logging),
    ]
