"""The ARNs of what services act for, where the application shows it.

The table is `data/sources.json`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from leastwise.iam.reach import text_of
from leastwise.model.application import Application
from leastwise.model.edit import Edit, Set
from leastwise.model.graph import Function
from leastwise.model.resource import Resource
from leastwise.model.value import Parameter, Reference, concat, references
from leastwise.read.tables import table
from leastwise.rules.access._using import needs

ACCOUNT = Parameter("AWS::AccountId")


def source_arn(resource: Resource) -> Any:
    """The ARN that the service names as the source when it acts for a resource of the table."""
    pieces = re.split(r"\$\{([^}]+)\}", _types()[resource.type][1])
    named = (Parameter(p) if p.startswith("AWS::") else Reference(resource.key, p) for p in pieces[1::2])
    texts = iter(pieces[::2])
    return concat([next(texts), *(part for symbol in named for part in (symbol, next(texts)))])


def tied_to_source(app: Application, permission: Resource, function: Function | None) -> list[Edit]:
    """Edits that tie a permission to invoke a function to what invokes it here, or at least to the account.

    Not for services that act for no AWS account, as Alexa does for a skill.
    """
    principal = text_of(permission.get("Principal")) or ""
    service = principal.partition(".")[0]
    if principal != "*" and principal.endswith(".amazon.com"):
        return []
    triggers = app.triggers_of(function) if function else []
    starting = [trigger.route.api if trigger.route else _of(app, trigger.resource) for trigger in triggers]
    found = _usable(app, (resource for resource in starting if resource), service, permission)
    if len(found) == 1:
        return [Set(permission["SourceArn"], source_arn(found[0]))]
    return [Set(permission["SourceAccount"], ACCOUNT)]


def _of(app: Application, resource: Resource | None) -> Resource | None:
    """What a trigger belongs to: an authorizer, its API; anything else, itself."""
    if resource is None or not resource.type.endswith("::Authorizer"):
        return resource
    return app.referenced(resource.get("RestApiId", resource.get("ApiId")))


def senders(app: Application, store: Resource, service: str, policy: Resource) -> list[Resource]:
    """What of a service sends to a store, as far as the policy of the store can name it; none where that is not known.

    Args:
        app: the application.
        store: a queue, topic or bucket.
        service: first label of the service's principal.
        policy: the resource that will name the senders.
    """
    return _usable(app, _sending(app, store, service), service, policy)


def _sending(app: Application, store: Resource, service: str) -> Iterator[Resource]:
    kinds = [type_ for type_, (label, _) in _types().items() if label == service]
    for resource in app.resources(*kinds, *(["AWS::SNS::Subscription"] if service == "sns" else [])):
        if any(reference.resource == store.key for reference in references(resource.properties)):
            topic = app.referenced(resource.get("TopicArn"), "AWS::SNS::Topic")
            yield resource if resource.type in kinds else topic or resource


def _usable(app: Application, found: Iterable[Resource], service: str, policy: Resource) -> list[Resource]:
    """Those of the service, each once; none where one of them is not written here, or needs the policy."""
    resources = list({r.key: r for r in found if _types().get(r.type, [""])[0] == service}.values())
    here = all(r.by == "author" and r.stack == policy.stack for r in resources)
    return resources if here and not any(needs(app, r, [policy.key]) for r in resources) else []


def _types() -> dict[str, list[str]]:
    found: dict[str, list[str]] = table(__file__, "sources")["types"]
    return found
