"""How far the resources and conditions of a statement reach."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from leastwise.iam.actions import Action, service
from leastwise.iam.pattern import matches
from leastwise.model.application import Application
from leastwise.model.graph import Role, Statement
from leastwise.model.resource import Property
from leastwise.model.value import Concat, Symbol

_SYMBOL = "\0"


def text_of(value: object) -> str | None:
    """A value as text in which a zero byte stands for whatever is not known; `None` for a container."""
    if isinstance(value, Concat):
        return "".join(part if isinstance(part, str) else _SYMBOL for part in value.parts)
    if isinstance(value, Symbol):
        return _SYMBOL
    return value if isinstance(value, str) else None


def covers_everything(value: object) -> bool:
    """Whether a resource is `*`, or an ARN that names a kind of resource but none of them.

    `arn:aws:dynamodb:eu-west-1:123456789012:table/*` is such an ARN; region and account do not matter.
    """
    text = text_of(value)
    if text is None or "*" not in text:
        return False
    if set(text) == {"*"}:
        return True
    parts = text.split(":", 5)
    return len(parts) == 6 and parts[0] == "arn" and "*" in parts[5] and _bare(parts[2], parts[5])


def unlimited_action(statement: Statement) -> Property | None:
    """The action that, on every resource, is as good as all of them: `*`, or all of IAM."""
    if "*" not in statement.resources:
        return None
    return next((action for action in statement.action_properties() if action.value in ("*", "*:*", "iam:*")), None)


def works_on(action: Action, value: object) -> bool:
    """Whether an action takes resources of the kind that a wide ARN (see `covers_everything`) stands for."""
    parts = (text_of(value) or "").split(":", 5)
    if len(parts) < 6 or parts[2] == "*":
        return True
    prefix, resource = parts[2].lower(), _tidied(parts[5])
    known = service(action.service)
    arns = [known.arns[kind] for kind in action.resource_types if kind in known.arns] if known else []
    # Some work on what belongs to another service: `sts:AssumeRole` on a role of IAM.
    forms = {_bare_form(arn) for arn in arns if arn.split(":", 3)[2] == prefix}
    if prefix != action.service and not forms:
        return False
    return _all_of(resource, forms) or resource in forms or _is_sort_of(prefix, resource, forms)


@lru_cache(maxsize=4096)
def _bare(prefix: str, resource: str) -> bool:
    if set(resource) == {"*"}:
        return True
    resource, forms = _tidied(resource), _bare_forms(prefix) if prefix != "*" else frozenset()
    return _all_of(resource, forms) or resource in forms or _is_sort_of(prefix, resource, forms)


def _all_of(resource: str, forms: Collection[str]) -> bool:
    """Whether nothing but stars is all of a kind: `*/*` is every instance (`instance/*`), no secret (`secret:*`)."""
    if set(resource) == {"*"}:
        return True
    return set(resource) <= set("*/:") and any(matches(resource, form.replace("*", "x")) for form in forms)


# Words in ARNs that name no resource but a sort of them, where the formats have a variable.
# https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-control-access-iam.html
_SORTS = {"execute-api": frozenset({"@connections", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})}


def _is_sort_of(prefix: str, resource: str, forms: Collection[str]) -> bool:
    """Whether every part that names the resource is a wildcard, however many parts a star spans: `*/@connections/*`."""
    sorts = _SORTS.get(prefix.lower(), frozenset())
    return _essence(resource, sorts) in _essences(frozenset(forms))


@lru_cache(maxsize=64)
def _essences(forms: frozenset[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(_essence(form, frozenset()) for form in forms)


def _essence(resource: str, sorts: frozenset[str]) -> tuple[str, ...]:
    """The parts of an ARN's last part without words for a sort, neighbouring stars as one."""
    parts = [part for part in re.split("[/:]", resource.lstrip("/")) if part not in sorts]
    return tuple(part for index, part in enumerate(parts) if part != "*" or parts[index - 1 : index] != ["*"])


def _tidied(resource: str) -> str:
    """Without the second star that policies put after a log group."""
    end = len(resource)
    while resource[end - 4 : end] == ":*:*":
        end -= 2
    return resource[:end]


@lru_cache(maxsize=64)
def _bare_forms(prefix: str) -> frozenset[str]:
    """What every ARN format of a service looks like with a star for each name (`table/*/index/*`)."""
    known = service(prefix)
    return frozenset(map(_bare_form, known.arns.values())) - {""} if known else frozenset()


def _bare_form(arn: str) -> str:
    return _tidied(re.sub(r"\$\{\w+\}", "*", arn.split(":", 5)[-1]))


# The services whose roles run the application itself: functions, their orchestration and what feeds them.
_SERVERLESS = frozenset({"lambda", "edgelambda", "states", "pipes", "scheduler", "events", "apigateway", "appsync"})


# The services that build and deploy what somebody else has written.
_DEPLOYING = frozenset({"cloudformation", "codebuild", "codedeploy", "codepipeline"})


def trusted_services(role: Role) -> set[str]:
    """First label of every service that may take a role: `lambda`, `states`."""
    return {
        (text_of(principal.value) or "").partition(".")[0].lower()
        for statement in role.trust
        for principal in statement.principals
        if principal.kind == "Service"
    }


def runs_application(app: Application, role: Role) -> bool:
    """Whether functions, state machines, pipes and schedules run with a role, rather than people, servers or builds."""
    return bool(app.users_of(role)) or bool(trusted_services(role) & _SERVERLESS)


def deploys(role: Role) -> bool:
    """Whether nothing but AWS's services for building and deploying may take a role; an unknown one may be of them."""
    principals = [principal for statement in role.trust for principal in statement.principals]
    services = trusted_services(role) - {_SYMBOL}
    return bool(principals) and services <= _DEPLOYING and all(p.kind == "Service" for p in principals)


def runs_code(app: Application, role: Role) -> bool:
    """Whether more than people and deployments works with a role: functions, servers, containers, jobs."""
    return bool(app.users_of(role)) or bool(trusted_services(role) - _DEPLOYING - {_SYMBOL})
