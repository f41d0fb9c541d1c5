"""Who gets as far as an API at all: its network, its own policy, mutual TLS. And what that makes of a route."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Any

from leastwise.model.graph import AuthKind, Exposure, Statement
from leastwise.model.record import field, record
from leastwise.model.resource import Resource
from leastwise.model.value import Map, Seq, Symbol, display
from leastwise.read.graph.context import Context
from leastwise.read.graph.domains import answers_by_default, asks_for_certificate, domains
from leastwise.read.graph.policies import condition_keys, everyone, narrows, statements


@record
class Access:
    """What stands before the routes of one API.

    Attributes:
        private: whether it is reachable only from a network; `None` where that is not known.
        policy: the statements of its own policy, `None` where there is one that cannot be read.
        mtls: whether every way to it asks for a client certificate.
    """

    private: bool | None = False
    policy: tuple[Statement, ...] | None = ()
    mtls: bool = False

    def auth(self, kind: AuthKind, method: str, path: str) -> AuthKind:
        """How the caller is known, given what the route itself asks for."""
        if kind not in (AuthKind.NONE, AuthKind.API_KEY):
            return kind
        if self.mtls:
            return AuthKind.MTLS
        if self.policy is None:
            return AuthKind.UNKNOWN
        open_ = _lets_everyone_in(self.policy, method, path) if self.policy else True
        if open_:
            return kind
        # Up to a date it is everybody, and nobody afterwards: no caller is known, whichever it is today.
        return AuthKind.UNKNOWN if open_ is None else AuthKind.RESOURCE_POLICY

    def exposure(self, auth: AuthKind) -> Exposure:
        """Who can send a request to a route with this authentication."""
        return exposure(auth, self.private)


def exposure(auth: AuthKind, private: bool | None) -> Exposure:
    """Who can send a request, by authentication and network."""
    if private:
        return Exposure.PRIVATE
    if auth is AuthKind.UNKNOWN:
        return Exposure.UNKNOWN
    if auth in (AuthKind.NONE, AuthKind.API_KEY):
        return Exposure.INTERNET if private is False else Exposure.UNKNOWN
    return Exposure.AUTHENTICATED


@record(frozen=False)
class Gate:
    """Works out the access of REST and HTTP APIs, each once."""

    context: Context
    _known: dict[str, Access] = field(default_factory=dict)
    _mtls: frozenset[str] | None = None

    def access(self, api: Resource) -> Access:
        """What stands before the routes of an API."""
        found = self._known.get(api.key)
        if found is None:
            found = self._known[api.key] = self._work_out(api)
        return found

    def _work_out(self, api: Resource) -> Access:
        if self._mtls is None:
            mapped = domains(self.context.lookup)
            self._mtls = frozenset(key for key, found in mapped.items() if all(map(asks_for_certificate, found)))
        mtls = api.key in self._mtls and answers_by_default(api) is False
        if api.type != "AWS::ApiGateway::RestApi":
            return Access(mtls=mtls)
        policy: list[Statement] = []
        readable = True
        for path in ("Policy", ("Body", "x-amazon-apigateway-policy")):
            place = api[path]
            if place.present:
                found = list(statements(self.context, place, place.value))
                readable = readable and (bool(found) or not isinstance(place.value, Symbol))
                policy += found
        private = _private(api.properties.get("EndpointConfiguration"))
        return Access(private, tuple(policy) if readable else None, mtls)


def _private(configuration: Any) -> bool | None:
    """Whether an endpoint configuration makes an API private. Without one it is edge-optimized.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html
    """
    if configuration is None:
        return False
    types = configuration.get("Types") if isinstance(configuration, Map) else configuration
    if isinstance(types, Symbol):
        return None
    items = types if isinstance(types, Seq) else (types,)
    if any(item == "PRIVATE" for item in items):
        return True
    return None if any(isinstance(item, Symbol) for item in items) else False


def _lets_everyone_in(policy: Iterable[Statement], method: str, path: str) -> bool | None:
    """Whether a REST API's policy is known to let an anonymous caller from anywhere use a route; `None`: up to a date.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
    """
    allowed: bool | None = False
    for statement in policy:
        if not _covers(statement, method, path):
            continue
        unknown = any(isinstance(principal.value, Symbol) for principal in statement.principals)
        if statement.effect is None or (unknown and statement.effect == "Deny"):
            return False
        if not everyone(statement):
            continue
        if statement.effect == "Deny":
            if not statement.conditional or narrows(statement, denies=True):
                return False
        elif statement.effect == "Allow" and not narrows(statement, denies=False):
            allowed = allowed or (None if _ends(statement) else True)
    return allowed


def _ends(statement: Statement) -> bool:
    """Whether a statement holds up to a certain time only."""
    return any(operator.startswith("Date") and "Less" in operator for operator, _, _ in condition_keys(statement))


def _covers(statement: Statement, method: str, path: str) -> bool:
    """Whether a statement speaks of a route: `…/stage/METHOD/path`, with wildcards."""
    if not statement.resources:
        return True
    for resource in statement.resources:
        text = display(resource)
        parts = text.rpartition(":")[2].lstrip("/").split("/") if "execute-api" in text else ["*"]
        if text.startswith("arn:") and len(parts) > 1:
            parts = parts[1:]
        verb = parts[1] if len(parts) > 1 else "*"
        pattern = "/" + "/".join(parts[2:]) if len(parts) > 2 else "*"
        if (method == "ANY" or fnmatchcase(method, verb)) and fnmatchcase(path, pattern):
            return True
    return False
