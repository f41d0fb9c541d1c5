"""How long, and by what, the decisions of Lambda authorizers are remembered.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
"""

from __future__ import annotations

import re

from leastwise.model.application import Application
from leastwise.model.graph import AuthKind, Authorizer, Route, TriggerKind
from leastwise.model.record import record
from leastwise.model.resource import Property
from leastwise.rules.api._routes import authorizer_name

_BY_DEFAULT = 300
"""Seconds for which a REST API remembers decisions where nothing else is said; an HTTP API does not.

https://docs.aws.amazon.com/apigateway/latest/api/API_Authorizer.html
"""

# What everybody sends, or sends alike.
_COMMON = (
    r"(?i)(accept(-\w+)*|cache-control|connection|content-type|host|origin|referer|user-agent"
    r"|x-amzn-trace-id|x-forwarded-(for|host|port|proto))"
)
_CALLER = r"(?i)identity\.(\w*cert|apikey|caller|user|cognito)"
_ROUTE = r"(?i)\$?context\.(routekey|path|http\.|httpmethod|resource)"


@record
class Cache:
    """What a Lambda authorizer remembers.

    Attributes:
        name: of the authorizer, for people.
        place: where the identity sources stand, or would stand.
        ttl: where it is said how long, or would be said.
        sources: the parts of a request that a decision is remembered by, as they are written.
        seconds: for how long.
        simple: whether the decision is a mere yes or no, which holds for every route.
        routes: those that the authorizer is asked about.
    """

    name: str
    place: Property
    ttl: Property
    sources: list[str]
    seconds: int
    simple: bool
    routes: list[Route]

    @property
    def says_who(self) -> bool:
        """Whether any of the sources differs from caller to caller."""
        return any(map(_says_who, self.sources))

    @property
    def says_where(self) -> bool:
        """Whether any of the sources differs from route to route."""
        return any(re.match(_ROUTE, source) for source in self.sources)


def caches(app: Application) -> list[Cache]:
    """What the Lambda authorizers of REST and HTTP APIs are known to remember, as far as routes ask them."""
    asked: dict[str, list[Route]] = {}
    for route in app.routes:
        if route.authorizer is not None and route.kind in (TriggerKind.REST_API, TriggerKind.HTTP_API):
            asked.setdefault(route.authorizer.id, []).append(route)
    found = (_cache(a, asked[a.id]) for a in app.authorizers if a.kind is AuthKind.LAMBDA and a.id in asked)
    return [cache for cache in found if cache is not None]


def _cache(authorizer: Authorizer, routes: list[Route]) -> Cache | None:
    rest = routes[0].kind is TriggerKind.REST_API
    own = authorizer.property.path == ()
    config = authorizer.property if own else authorizer.property["x-amazon-apigateway-authorizer"]
    names = ("IdentitySource", "AuthorizerResultTtlInSeconds", "EnableSimpleResponses")
    source, ttl, simple = (config[name if own else name[0].lower() + name[1:]] for name in names)
    seconds = ttl.number(_BY_DEFAULT if rest else 0)
    texts = [item.text() for item in source.each()]
    if not isinstance(seconds, (int, float)) or not seconds > 0 or not texts or None in texts:
        return None
    sources = [part for text in texts for part in re.split(r"[\s,]+", text or "") if part]
    name = authorizer_name(authorizer.id)
    return Cache(name, source, ttl, sources, int(seconds), simple.flag(default=False) is True, routes)


def _says_who(source: str) -> bool:
    written = source.lstrip("$")
    if written.startswith("context."):
        return re.search(_CALLER, written) is not None
    if written.lower().startswith("stagevariables."):
        return False
    return "request.header." not in written or re.fullmatch(_COMMON, written.partition("request.header.")[2]) is None
