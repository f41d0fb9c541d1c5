"""What the rules of a web ACL do.

https://docs.aws.amazon.com/waf/latest/developerguide/web-acl.html
https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html
"""

from __future__ import annotations

from leastwise.model.application import Application
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Seq

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
