"""What a function can be expected to connect to, as far as the model shows it without its code.

By its role: services whose actions the author granted. By its environment: the addresses that it is given.
"""

from __future__ import annotations

import os.path
from collections.abc import Iterator
from typing import Any

from leastwise.iam.actions import expand
from leastwise.iam.managed import breadth
from leastwise.iam.validity import exists, limits, never_works
from leastwise.model.application import Application
from leastwise.model.graph import Function, Statement
from leastwise.model.names import words_in
from leastwise.model.record import record
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Symbol, references
from leastwise.read.tables import table

_NOT_CALLED = frozenset("ec2 elasticfilesystem iam kms logs rds-db s3files xray".split())
"""Services that a function's own code hardly ever calls over the network, or whose permissions are for something else.

Network interfaces are made by Lambda, logs and traces are sent by it, keys are used by other services in its name, a
role is passed to them, and the others are what mounting a file system or signing in to a database takes.
"""

_FOR_POLLING = frozenset(
    """
    dynamodb:describestream dynamodb:getrecords dynamodb:getsharditerator dynamodb:liststreams
    kafka:describecluster kafka:describeclusterv2 kafka:getbootstrapbrokers kafka:listscramsecrets
    kinesis:describelimits kinesis:describestream kinesis:describestreamconsumer kinesis:describestreamsummary
    kinesis:getrecords kinesis:getsharditerator kinesis:listshards kinesis:liststreams kinesis:subscribetoshard
    mq:describebroker rds:describedbclusterparameters rds:describedbclusters rds:describedbsubnetgroups
    sqs:changemessagevisibility sqs:changemessagevisibilitybatch sqs:deletemessage sqs:deletemessagebatch
    sqs:getqueueattributes sqs:getqueueurl sqs:receivemessage
    """.split()
)
"""Actions that event source mappings need in the function's role; Lambda calls them outside the function.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html
"""


@record
class Connection:
    """A resource that a function is given the address of.

    Attributes:
        place: the environment variable.
        resource: what the address is of.
        private: whether it can only be reached from within a network; `None` where that is not known.
    """

    place: Property
    resource: Resource
    private: bool | None


_DATA = frozenset("database databases db dsn jdbc mariadb mongo mongodb mysql postgres postgresql redis".split())
"""Words in the names of variables that lead to a database."""

_NETWORK = os.path.join(os.path.dirname(__file__), "network", "")


def _facts(type_: str) -> dict[str, Any] | None:
    """What the table says about a type of resource."""
    found: dict[str, Any] | None = table(_NETWORK, "addresses")["types"].get(type_)
    return found


def called_services(app: Application, function: Function) -> dict[str, list[str]]:
    """Prefix of each service that the role's author lets a function call → the actions that say so."""
    found: dict[str, list[str]] = {}
    role = function.role
    if role is None:
        return found
    polled = _FOR_POLLING
    if any(
        t.mapping is not None and t.mapping["SourceAccessConfigurations"].present for t in app.triggers_of(function)
    ):
        polled = polled | {"secretsmanager:getsecretvalue"}
    letters = app.referenced(function.resource["DeadLetterConfig.TargetArn"].value)  # Lambda itself sends there
    actions = [
        action
        for statement in role.statements
        if statement.allows and statement.by == "author" and not _only_on(app, statement, letters)
        for action in _working(app, statement)
    ]
    actions += [a for policy in role.managed if policy.by == "author" for a in breadth(policy.name or "") or ()]
    for action in actions:
        if isinstance(action, str) and action.lower() not in polled:
            service, colon, _ = action.partition(":")
            service = service.lower()
            if colon and service.replace("-", "").isalnum() and service not in _NOT_CALLED:
                found.setdefault(service, []).append(action)
    return found


def _working(app: Application, statement: Statement) -> Iterator[object]:
    """The actions of a statement that exist, and work on some of the resources beside them."""
    texts = limits(app, statement.resources)
    for name in statement.actions:
        actions = (expand(name) or ()) if isinstance(name, str) and texts else ()
        dead = isinstance(name, str) and exists(name) is False
        if not dead and not (actions and never_works(actions, texts)):
            yield name


def _only_on(app: Application, statement: Statement, resource: Resource | None) -> bool:
    """Whether a statement is about one resource and nothing else."""
    return resource is not None and [app.referenced(value) for value in statement.resources] == [resource]


def connections(app: Application, function: Function) -> Iterator[Connection]:
    """The addresses of resources of the application that a function finds in its environment."""
    for place in function.environment.items():
        for reference in references(place.value):
            resource = app.by_key.get(reference.resource)
            facts = _facts(resource.type) if resource is not None else None
            if resource is not None and facts is not None and reference.attribute in facts["attributes"]:
                yield Connection(place, resource, is_private(app, resource))


def reaches_data(app: Application, function: Function) -> bool:
    """Whether a function is given a way to data that no permission of AWS is asked for: a network, or an address."""
    return (
        function.resource["VpcConfig"].present
        or any(True for _ in connections(app, function))
        or any(_DATA & set(words_in(place.name)) for place in function.environment.items())
    )


def few_connections(resource: Resource) -> bool:
    """Whether a store takes so few connections at once that functions can use them up."""
    facts = _facts(resource.type)
    return facts is not None and bool(facts["limited"])


def is_private(app: Application, resource: Resource) -> bool | None:
    """Whether a resource can only be reached from within a network; `None` where that is not known."""
    facts = _facts(resource.type)
    if facts is None:
        return None
    rule = facts["private"]
    if rule == "always":
        return True
    if rule == "unless-public":
        return _not(resource["PubliclyAccessible"].flag(facts.get("default")))
    if rule == "in-vpc":
        options = resource.properties.get("VPCOptions")
        return None if isinstance(options, Symbol) else options is not None
    if rule == "internal":
        scheme = resource["Scheme"].text("internet-facing")
        return None if scheme is None else scheme == "internal"
    return _cluster(app, resource)


def _cluster(app: Application, cluster: Resource) -> bool | None:
    """A cluster is as open as its instances."""
    own = cluster["PubliclyAccessible"].flag()
    if own is not None:
        return not own
    members = [
        instance["PubliclyAccessible"].flag()
        for instance in app.resources("AWS::RDS::DBInstance")
        if app.referenced(instance.properties.get("DBClusterIdentifier")) == cluster
    ]
    return True if members and all(flag is False for flag in members) else None


def _not(flag: bool | None) -> bool | None:
    return None if flag is None else not flag


def external_address(function: Function) -> Property | None:
    """The first environment variable that holds the address of a server on the internet."""
    for place in function.environment.items():
        text = place.text() or ""
        if text.startswith(("https://", "http://")) and not _local(text):
            return place
    return None


def _local(address: str) -> bool:
    host = address.partition("://")[2].partition("/")[0].rpartition("@")[2].partition(":")[0].lower()
    private = host.startswith(("10.", "192.168.", "127.", "169.254.", "172.")) or host.endswith((".internal", ".local"))
    return private or "." not in host
