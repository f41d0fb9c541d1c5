"""Who sends a request, and whether a resource policy speaks of him.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from __future__ import annotations

from typing import Any

from leastwise.iam.evaluation.comparison import text_equal
from leastwise.iam.truth import Truth
from leastwise.model.graph import Principal
from leastwise.model.record import record
from leastwise.model.value import Concat, Parameter, Reference, Symbol, concat


@record
class Caller:
    """Who sends a request.

    Attributes:
        kind: `role`, `user`, `root`, `federated-user`, `service`, `federated` or `anonymous`.
        value: the ARN of a role, user, account or federated user, the name of a service, or the identity provider.
        account: the account of the caller; where it is left out, that of the ARN.
        session: the name of a role's session, `None` where it is not known.
        user: the ARN of the user who federated, for a federated user.
    """

    kind: str
    value: Any = None
    account: Any = None
    session: str | None = None
    user: Any = None

    @property
    def home(self) -> Any:
        """The account of the caller, `None` where it is not known."""
        if self.account is not None:
            return self.account
        if isinstance(self.value, Reference):
            return Parameter("AWS::AccountId")
        parts = arn_parts(self.value)
        return parts[4] if parts else None

    @property
    def in_account(self) -> bool:
        """Whether the caller belongs to an account, so that the account may give him permissions."""
        return self.kind in ("role", "user", "root", "federated-user")


@record
class Naming:
    """How a policy names a caller: himself (`direct`), the role or user behind him (`entity`), or his `account`.

    What names everybody names him directly. It decides what else must allow a request in the same account:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
    """

    direct: Truth = Truth.NO
    entity: Truth = Truth.NO
    account: Truth = Truth.NO

    @property
    def anyhow(self) -> Truth:
        """Whether it names him at all."""
        return self.direct | self.entity | self.account


NOT_NAMED = Naming()
_DIRECT = Naming(direct=Truth.YES)
_NOT_KNOWN = Naming(Truth.UNKNOWN, Truth.UNKNOWN, Truth.UNKNOWN)


def arn_parts(value: Any) -> list[Any] | None:
    """The six parts of an ARN, each a text or a symbol; `None` for what is no ARN, or not known to be one."""
    pieces = value.parts if isinstance(value, Concat) else (value,)
    parts: list[list[Any]] = [[]]
    for piece in pieces:
        if isinstance(piece, str):
            first, *rest = piece.split(":", 6 - len(parts)) if len(parts) < 6 else [piece]
            parts[-1].append(first)
            parts += [[part] for part in rest]
        else:
            parts[-1].append(piece)
    if len(parts) != 6 or parts[0] != ["arn"]:
        return None
    return [concat(part) for part in parts]


def names(principals: tuple[Principal, ...], caller: Caller | None) -> Naming:
    """How some principals, any of them, name a caller."""
    found = NOT_NAMED
    for principal in principals:
        one = _names(principal, caller)
        if one is not NOT_NAMED:
            found = Naming(found.direct | one.direct, found.entity | one.entity, found.account | one.account)
    return found


def spares(principals: tuple[Principal, ...], caller: Caller | None) -> Truth:
    """Whether what holds for all but some principals does not hold for a caller.

    He is spared when he is named, and his account and role with him: "AWS might validate the account first, then the
    role". https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
    """
    found = names(principals, caller)
    if caller is None or found.anyhow is Truth.NO:
        return found.anyhow
    if not caller.in_account or caller.kind == "root":
        return found.direct
    if any(principal.value == "*" for principal in principals):
        return Truth.YES
    return Truth.YES if found.account is Truth.YES and (found.direct | found.entity) is Truth.YES else Truth.UNKNOWN


def _names(principal: Principal, caller: Caller | None) -> Naming:
    kind, value = principal.kind, principal.value
    if kind in ("*", "AWS") and isinstance(value, str) and value == "*":
        of_services = caller is not None and caller.kind in ("service", "federated") and kind == "AWS"
        return _NOT_KNOWN if of_services else _DIRECT
    if caller is None:
        return _NOT_KNOWN
    if kind == "AWS":
        return _aws(value, caller) if caller.in_account else NOT_NAMED
    if kind == "Service":
        return Naming(_service(value, caller.value)) if caller.kind == "service" else NOT_NAMED
    if kind == "Federated":
        return Naming(text_equal(caller.value, value)) if caller.kind == "federated" else NOT_NAMED
    if kind == "CanonicalUser":  # a number that stands for an account
        return Naming(account=Truth.UNKNOWN) if caller.in_account else NOT_NAMED
    return _NOT_KNOWN


def _service(named: Any, actual: Any) -> Truth:
    """Whether a service is meant; `states.eu-west-1.amazonaws.com` may be `states.amazonaws.com`."""
    if isinstance(named, str) and isinstance(actual, str) and named != actual:
        return Truth.UNKNOWN if named.partition(".")[0] == actual.partition(".")[0] else Truth.NO
    return text_equal(actual, named)


def _aws(value: Any, caller: Caller) -> Naming:
    """How a principal of the kind `AWS` names a caller: an account, root, role, user or session."""
    parts = arn_parts(value)
    if (isinstance(value, str) and value.isdecimal()) or _is_account(value):
        return _account(value, caller)
    if parts is None:
        return _referenced(value, caller)
    resource = parts[5]
    if not isinstance(resource, str):
        return _whole(value, caller)
    if resource == "root":
        return _account(parts[4], caller)
    if "*" in resource or "?" in resource:  # "You cannot use a wildcard to match part of a principal name or ARN"
        return _NOT_KNOWN
    kind, _, name = resource.partition("/")
    if kind == "assumed-role":
        return Naming(direct=_session(parts[4], name, caller)) if caller.kind == "role" else NOT_NAMED
    return _whole(value, caller)


def _referenced(value: Any, caller: Caller) -> Naming:
    """The principal is a symbol, or a text that is no ARN: a unique id, or a mistake."""
    if isinstance(value, Symbol):
        return _whole(value, caller)
    return _NOT_KNOWN if isinstance(value, str) and value else NOT_NAMED


def _is_account(value: Any) -> bool:
    return isinstance(value, Parameter) and value.name == "AWS::AccountId"


def _account(account: Any, caller: Caller) -> Naming:
    home = caller.home
    same = Truth.UNKNOWN if home is None else text_equal(home, account)
    return Naming(direct=same) if caller.kind == "root" else Naming(account=same)


def _whole(value: Any, caller: Caller) -> Naming:
    """The principal is the ARN of a role, user or federated user, or a symbol for one."""
    same = text_equal(caller.value, value) if caller.value is not None else Truth.UNKNOWN
    if caller.kind == "role":
        return Naming(entity=same)
    if caller.kind == "federated-user":
        return Naming(direct=same, entity=Truth.NO if caller.user is None else text_equal(caller.user, value))
    return Naming(direct=same)


def _session(account: Any, name: str, caller: Caller) -> Truth:
    """Whether `role/session` of an account is the caller's session."""
    role, _, session = name.partition("/")
    parts = arn_parts(caller.value)
    if parts is None or not isinstance(parts[5], str):
        return Truth.UNKNOWN
    same = text_equal(parts[4], account) & Truth.of(parts[5].rpartition("/")[2] == role)
    return same & (Truth.UNKNOWN if caller.session is None else Truth.of(session == caller.session))
