"""Services that act for whoever asks them to.

The table is `data/deputies.json`.
"""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.iam.pattern import matches
from leastwise.iam.reach import text_of
from leastwise.iam.sources import names_source
from leastwise.model.application import Application
from leastwise.model.graph import Statement, Store, StoreKind
from leastwise.model.resource import Resource
from leastwise.model.value import Concat, Map, Reference, Symbol, display
from leastwise.read.graph.policies import statement as statement_of
from leastwise.read.graph.texts import container
from leastwise.read.tables import table

_WRITES = "logs:putlogevents"

# What tells a service about a bucket before it writes there.
_ASKING = ("s3:getbucketacl", "s3:getbucketlocation", "s3:listbucket")


def act_for(services: list[str]) -> list[str]:
    """What of somebody's the services act for: `a topic`, `a bucket`."""
    return [table(__file__, "deputies")["resources"][service.partition(".")[0]]["sends"] for service in services]


def unbound(statement: Statement, where: str = "roles") -> list[str]:
    """The services that the author lets in for whomever; none where the statement says for whom.

    Args:
        statement: of a role's trust, or of the policy of a resource.
        where: `roles` or `resources`.
    """
    if statement.by != "author" or not statement.allows or names_source(statement):
        return []
    names = [display(principal.value) for principal in statement.principals if principal.kind == "Service"]
    return [name for name in dict.fromkeys(names) if name.partition(".")[0] in table(__file__, "deputies")[where]]


def log_policies(app: Application) -> Iterator[tuple[Resource, Statement, list[str]]]:
    """Statements by which services write to log groups for whomever, the policies they stand in, and the services.

    Only writing events is asked about: EventBridge names no source when it creates a stream.
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-cloudwatchlogs-permissions
    """
    for policy in app.resources("AWS::Logs::ResourcePolicy"):
        whole = policy["PolicyDocument"]
        text = container(whole, whole.value)
        for place in (text[0] if text else whole)["Statement"].each():
            if isinstance(place.value, Map):
                statement = statement_of(place, place.value)
                services = unbound(statement, "resources")
                if services and any(isinstance(a, str) and matches(a.lower(), _WRITES) for a in statement.actions):
                    yield policy, statement, services


def open_doors(store: Store, statement: Statement) -> list[str]:
    """The services through which strangers can use a store by this statement.

    EventBridge tells SNS no source, so that nothing can be asked. Trails and the like write below the number of their
    own account.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
    """
    if statement.actions and all(not isinstance(a, str) or a.lower() in _ASKING for a in statement.actions):
        return []
    if store.kind is StoreKind.BUCKET and all(map(_own_folder, statement.resources)):
        return []
    found = unbound(statement, "resources")
    return [name for name in found if not (store.kind is StoreKind.TOPIC and name.startswith("events."))]


def _own_folder(resource: object) -> bool:
    """Whether a resource is, or may be, the part of a bucket that the service keeps for one account."""
    if isinstance(resource, Symbol) and not isinstance(resource, (Concat, Reference)):
        return True
    folder = (text_of(resource) or "").partition("/AWSLogs/")[2]
    return bool(folder) and not folder.startswith("*")
