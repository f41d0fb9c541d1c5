"""Who is meant by the name of a caller in a question, where that is none of the application, and what he may."""

from __future__ import annotations

import re

from leastwise.cli.policy_question import Question
from leastwise.iam.evaluation import Caller, Clause, Policies
from leastwise.iam.truth import Truth
from leastwise.model.errors import UsageError
from leastwise.model.value import Unknown

_SERVICE = re.compile(r"[a-z0-9.-]+\.amazonaws\.com(\.cn)?")
_PROVIDER = re.compile(r"[\w-]+(\.[\w-]+)+(/\S*)?")
_WITH_TOKEN = ("sts:assumerolewithwebidentity", "sts:assumerolewithsaml")
"""Actions that nobody signs: who calls is known by the token of an identity provider.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
"""
NOTHING_KNOWN = Clause(None, conditions=None, policy="the caller's own policies")


def caller_of(question: Question) -> Caller | None:
    """Who is called by an ARN, the name of a service, or `*` for anybody; `None` for other names.

    With a token of an identity provider, `*` is whoever any of them knows.
    """
    name = question.principal
    if question.action.lower() in _WITH_TOKEN:
        if name == "*":
            return Caller("federated", Unknown("which identity provider is not known"))
        if _PROVIDER.fullmatch(name) or re.search(r":(oidc|saml)-provider/", name):
            return Caller("federated", name)
    if name == "*":
        return Caller("anonymous")
    if _SERVICE.fullmatch(name):
        return Caller("service", name)
    return _of_arn(name) if name.startswith("arn:") else None


def _of_arn(arn: str) -> Caller:
    parts = arn.split(":", 5)
    kind, _, rest = (parts[5] if len(parts) == 6 else "").partition("/")
    if kind == "assumed-role":
        role, _, session = rest.partition("/")
        return Caller("role", ":".join((*parts[:2], "iam", *parts[3:5], f"role/{role}")), session=session or None)
    kinds = {"role": "role", "user": "user", "root": "root", "federated-user": "federated-user"}
    if kind not in kinds:
        raise UsageError(f"{arn}: is no ARN of a role, user, session or account (arn:aws:iam::123456789012:role/name)")
    return Caller(kinds[kind], arn)


def of_the_resource(caller: Caller | None, resource: str, policy: tuple[Clause, ...] | None) -> Policies:
    """What has a say in a request of somebody whose own policies are not known."""
    if caller is None or not caller.in_account:
        return Policies(resource=policy)
    parts = resource.split(":", 5)
    known = len(parts) == 6 and parts[4].isdecimal() and isinstance(caller.home, str)
    same = Truth.of(parts[4] == caller.home) if known else Truth.UNKNOWN
    return Policies(identity=(NOTHING_KNOWN,), resource=policy, same_account=same)
