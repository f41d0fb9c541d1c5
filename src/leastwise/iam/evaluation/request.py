"""What is asked of the policies, and the policies that are asked."""

from __future__ import annotations

from functools import cached_property
from types import MappingProxyType
from typing import Any

from leastwise.iam.evaluation.clause import Clause
from leastwise.iam.evaluation.condition import ABSENT, Context
from leastwise.iam.evaluation.index import Index, index
from leastwise.iam.evaluation.principal import Caller
from leastwise.iam.language import Pattern, arn_pattern, text_pattern
from leastwise.iam.truth import Truth
from leastwise.model.record import record

Clauses = tuple[Clause, ...]
_NOTHING: Context = MappingProxyType({})


@record(eq=False, cached=True)
class Request:
    """An action on a resource. Both may be patterns, then it is every one of those actions on all those resources.

    Attributes:
        action: `dynamodb:GetItem`, or with wildcards.
        resource: an ARN, or with wildcards; `*` is every resource.
        principal: who sends it; `None` where that does not matter or is not known.
        context: the condition keys that are known, in lower case. A key that is not there is not known.
    """

    action: str | Pattern
    resource: str | Pattern = "*"
    principal: Caller | None = None
    context: Context = _NOTHING

    @cached_property
    def actions(self) -> Pattern:
        """The action as a pattern."""
        return self.action if isinstance(self.action, Pattern) else text_pattern(self.action, ignore_case=True)

    @cached_property
    def resources(self) -> Pattern:
        """The resource as a pattern."""
        return self.resource if isinstance(self.resource, Pattern) else arn_pattern(self.resource)

    @cached_property
    def known(self) -> Context:
        """The context, and what the caller says about himself."""
        return {**_of(self.principal), **self.context} if self.principal is not None else self.context


_OF_SERVICES = ("aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths")
"""Keys that are "only available when the call to your resource is made directly by an AWS service principal"."""


_ONLY_OF_SERVICES = ("aws:principalservicename", "aws:principalservicenameslist")
_OF_SIGNED = (
    "aws:principalarn",
    "aws:principalisawsservice",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:username",
    *_ONLY_OF_SERVICES,
)
"""Keys of which it says: "Anonymous requests do not include this key"."""


def _of(caller: Caller | None) -> dict[str, Any]:
    """The keys that follow from who the caller is.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    """
    if caller is None:
        return {}
    found: dict[str, Any] = {}
    if caller.kind == "anonymous":
        found = {**dict.fromkeys(_OF_SIGNED, ABSENT), "aws:principalaccount": ("anonymous",)}
    elif caller.kind != "federated":  # who asks STS for credentials has none to sign with
        found["aws:principalisawsservice"] = ("true" if caller.kind == "service" else "false",)
    if caller.kind == "service" and caller.value is not None:
        found["aws:principalservicename"] = (caller.value,)
    if not caller.in_account:
        return found
    found |= dict.fromkeys((*_OF_SERVICES, *_ONLY_OF_SERVICES), ABSENT)
    if caller.value is not None:
        found["aws:principalarn"] = (caller.value,)
    if caller.home is not None:
        found["aws:principalaccount"] = (caller.home,)
    if caller.kind == "role":
        found["aws:username"] = ABSENT
    return found


@record(eq=False, cached=True)
class Policies:
    """All that has a say.

    Attributes:
        identity: what is attached to the caller.
        boundary: his permissions boundary, `None` where he has none.
        session: the policies of his session, `None` where it has none.
        resource: the policy of the resource, empty where it has none. `None` asks what the caller's side alone says:
            then it does not matter either that a key or a role must have a policy that allows the request.
        service_control: the service control policies, level by level from the root down; each must allow.
        resource_control: the resource control policies of the resource, level by level.
        same_account: whether caller and resource are of one account.
        among: what policies of single resources deny, where a request is for many; what they allow does not count.
    """

    identity: Clauses = ()
    boundary: Clauses | None = None
    session: Clauses | None = None
    resource: Clauses | None = None
    service_control: tuple[Clauses, ...] = ()
    resource_control: tuple[Clauses, ...] = ()
    same_account: Truth = Truth.YES
    among: Clauses = ()

    @cached_property
    def of_identity_only(self) -> bool:
        """Whether nothing but what is attached to the caller has a say."""
        others = (
            self.boundary,
            self.session,
            self.resource,
            self.service_control or None,
            self.resource_control or None,
            self.among or None,
        )
        return others == (None,) * len(others) and self.same_account is Truth.YES

    @cached_property
    def alone(self) -> Index | None:
        """The statements attached to the caller, by their actions; `None` where others have a say."""
        return index(self.identity) if self.of_identity_only else None
