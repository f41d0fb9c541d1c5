"""The network of an application: subnets and where they lead, security groups, endpoints, and what runs where.

Only what the application itself holds is here; a subnet that comes in as a parameter is not known.

https://docs.aws.amazon.com/vpc/latest/userguide/how-it-works.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from leastwise.model.graph import Function
from leastwise.model.record import field, record
from leastwise.model.resource import Property, Resource

ANYWHERE = frozenset({"0.0.0.0/0", "::/0"})
"""The ranges that hold every address."""


class Way(StrEnum):
    """Where a subnet's route to all other IPv4 addresses leads.

    `INTERNET`: to an internet gateway, which makes the subnet public. `NAT`: out, and nothing in. `ELSEWHERE`: to
    another network. `NONE`: there is no such route.
    """

    INTERNET = "internet"
    NAT = "nat"
    ELSEWHERE = "elsewhere"
    NONE = "none"
    UNKNOWN = "unknown"


@record
class Subnet:
    """A subnet, the VPC that it is in where that is part of the application, and where it leads."""

    resource: Resource
    vpc: Resource | None
    way: Way


@record
class Opening:
    """One rule of a security group.

    Attributes:
        property: the rule.
        protocol: in lower case; `-1` for all of them, `None` where it is not known.
        ports: first and last port, `None` where they are not known; all of them where the protocol has none.
        anywhere: the property that lets every address through; `None` where there is none.
    """

    property: Property
    protocol: str | None
    ports: tuple[int, int] | None
    anywhere: Property | None


@record
class SecurityGroup:
    """A security group with its rules, wherever they are written.

    Attributes:
        resource: the group.
        ingress: what may come in.
        egress: what may go out; nothing is said about it where `any_egress` is true.
        any_egress: nobody wrote a rule for what may go out, so AWS lets everything.
    """

    resource: Resource
    ingress: tuple[Opening, ...]
    egress: tuple[Opening, ...]
    any_egress: bool


@record
class Endpoint:
    """A VPC endpoint.

    Attributes:
        resource: the endpoint.
        vpc: the network that it is in, where that is part of the application.
        service: last part of the service's name, `s3`, `ecr.api`; `None` where it is not known.
    """

    resource: Resource
    vpc: Resource | None
    service: str | None


@record
class Placement:
    """Where a function that is attached to a network runs.

    Attributes:
        function: the function.
        subnets: those of its subnets that are part of the application.
        groups: those of its security groups that are.
        subnets_known: whether these are all of its subnets.
        groups_known: whether these are all of its security groups.
    """

    function: Function
    subnets: tuple[Subnet, ...]
    groups: tuple[SecurityGroup, ...]
    subnets_known: bool
    groups_known: bool

    @property
    def vpc(self) -> Resource | None:
        """The network that the function is in, where that is part of the application."""
        return self.subnets[0].vpc if self.subnets else None

    @property
    def ways(self) -> frozenset[Way]:
        """Where its subnets lead; `UNKNOWN` among them where not all of them are known."""
        found = frozenset(subnet.way for subnet in self.subnets)
        return found if self.subnets_known else found | {Way.UNKNOWN}


@record
class Network:
    """All that is known about networks. Subnets and groups by the key of their resource, placements by function id."""

    subnets: Mapping[str, Subnet] = field(default_factory=dict)
    groups: Mapping[str, SecurityGroup] = field(default_factory=dict)
    endpoints: tuple[Endpoint, ...] = ()
    placements: Mapping[str, Placement] = field(default_factory=dict)

    def inside(self, vpc: Resource) -> Iterator[Placement]:
        """The functions that run in a network."""
        for placement in self.placements.values():
            if placement.vpc == vpc:
                yield placement

    def endpoints_of(self, vpc: Resource) -> list[Endpoint]:
        """The endpoints of a network, and those of which it is not known where they are."""
        return [endpoint for endpoint in self.endpoints if endpoint.vpc in (None, vpc)]
