"""What a statement grants beyond what it needs to."""

from __future__ import annotations

import re

from leastwise.iam.actions import Action, expand
from leastwise.iam.managed import creates_log_groups, customary
from leastwise.iam.pattern import has_wildcard, matches
from leastwise.iam.reach import covers_everything, works_on
from leastwise.model.application import Application
from leastwise.model.graph import Role, Statement
from leastwise.model.resource import Property
from leastwise.model.value import Symbol
from leastwise.read.graph.policies import condition_keys


def whole_service(pattern: object) -> bool:
    """Whether an action pattern covers a service altogether, or all services."""
    return isinstance(pattern, str) and (pattern.endswith(":*") or pattern == "*")


def too_wide(pattern: object) -> bool:
    """Whether a pattern covers a whole service, or more than one action that changes something."""
    if not isinstance(pattern, str) or not has_wildcard(pattern):
        return False
    return whole_service(pattern) or sum(not action.reads for action in expand(pattern) or ()) > 1


def wide_resource(statement: Statement) -> Property | None:
    """The first resource of a statement that is every one of its kind.

    Not so a kind beside resources that are named: `batch:SubmitJob` needs queue, definition and `job/*`, because the
    job gets its id only then.
    """
    if not any(map(covers_everything, statement.resources)):
        return None
    places = statement.resource_properties()
    wide = [place for place in places if covers_everything(place.value)]
    if len(wide) < len(places):
        wide = [place for place in wide if place.value == "*"]
    return wide[0] if wide else None


def limitable(app: Application, role: Role, statement: Statement) -> list[Action]:
    """The actions that a statement allows on every resource although a resource could be named.

    Left out are those that the data does not know, that AWS itself allows on everything, that the role denies
    elsewhere, and the invocation of models: which of them may be used is a matter of taste and of a rule of its own.
    """
    wide = wide_resource(statement)
    if wide is None:
        return []
    found = dict.fromkeys(
        action
        for pattern in statement.actions
        if isinstance(pattern, str)
        for action in expand(pattern) or ()
        if action.takes_resource and not customary(action) and not str(action).startswith("bedrock:InvokeModel")
    )
    denied = _denied(app, role) if found else set()
    return [action for action in found if str(action).lower() not in denied and works_on(action, wide.value)]


def _denied(app: Application, role: Role) -> set[str]:
    """The actions that a role denies somewhere; and publishing, where there is no topic to publish to.

    A text message goes to no topic: sending it can only be allowed on `*`.
    https://docs.aws.amazon.com/sns/latest/dg/sns-sms-access-management.html
    """
    denials = [name for statement in role.statements if statement.effect == "Deny" for name in statement.actions]
    found = {name.lower() for name in denials if isinstance(name, str)}
    return found if any(app.resources("AWS::SNS::Topic")) else {*found, "sns:publish"}


def may_create_log_groups(role: Role) -> bool:
    """Whether a role allows, or may allow for all that is known, making log groups."""
    if role.resource is None:
        return True
    if any(isinstance(role.resource[key].value, Symbol) for key in ("ManagedPolicyArns", "Policies")):
        return True
    if any(isinstance(policy.value, Symbol) for policy in role.resource["Policies"].items()):
        return True
    written = [action for s in role.statements if s.effect != "Deny" for action in s.actions or ("*",)]
    return any(
        not isinstance(action, str) or matches(action.lower(), "logs:createloggroup") for action in written
    ) or any(map(creates_log_groups, role.managed))


def picks_resources(statement: Statement) -> bool:
    """Whether the condition picks resources, by tag or by a key that speaks of them."""
    return any("resourcetag" in key or ":resource/" in key for _, key, _ in condition_keys(statement))


def policy_template(statement: Statement) -> str | None:
    """Name of the SAM policy template that a statement was made from.

    All of such a statement stands at the template's name, where a written one has places of its own.
    """
    if not statement.generated:
        return None
    span = statement.property.span
    name = span[0].text[span[1] : span[2]].strip("\"'")
    return name if re.fullmatch(r"[A-Za-z0-9]+Policy(_v2)?", name) else None
