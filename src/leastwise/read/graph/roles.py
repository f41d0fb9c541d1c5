"""IAM roles: what each may do, who may take it, and the role of a function.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.model.graph import ManagedPolicy, Role, Statement
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Map, Reference, Seq, Symbol, Unknown, display
from leastwise.read.graph.context import Context
from leastwise.read.graph.policies import own_statements, statements

MAX_SHARED = 20_000
"""Statements that roles get from policies that others have too, counted once for each role."""

_NAMES = {"AWS::IAM::ManagedPolicy": "ManagedPolicyName"}

_POLICIES: dict[str, tuple[str, ...]] = {
    "AWS::IAM::Policy": ("Roles", "Users", "Groups"),
    "AWS::IAM::RolePolicy": ("RoleName",),
    "AWS::IAM::UserPolicy": ("UserName",),
    "AWS::IAM::GroupPolicy": ("GroupName",),
    "AWS::IAM::ManagedPolicy": ("Roles", "Users", "Groups"),
}
"""Type of a policy → the properties that name whom it belongs to."""

_PEOPLE = ("AWS::IAM::User", "AWS::IAM::Group")
_MEMBERSHIP = "AWS::IAM::UserToGroupAddition"


class Roles:
    """The roles of an application, and those outside it that a function names.

    Attributes:
        found: by id.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._attached: dict[str, list[tuple[Resource, tuple[Statement, ...]]]] = {}
        self._policies: dict[str, tuple[Statement, ...]] = {}
        self._loose: dict[str, tuple[Resource, tuple[Statement, ...]]] = {}
        self._groups: dict[str, list[Property]] = {}
        self.found: dict[str, Role] = {}
        self._by_key: dict[str, Role] = {}
        self._count = 0
        self._attach()
        for resource in context.of("AWS::IAM::Role"):
            role = self._role(resource)
            self._by_key[resource.key] = self.found[role.id] = role

    def of(self, resource: Resource, value: Any) -> Role | None:
        """The role that a function names; one outside the application is known by what names it."""
        if value is None:
            return None
        known = self._context.lookup.resource(value, "AWS::IAM::Role")
        if known is not None:
            return self._by_key[known.key]
        if not isinstance(value, (str, Symbol)):
            return None
        # What is not known is never the same role as another one that is not known.
        id_ = f"{resource.id}:Role" if isinstance(value, Unknown) else display(value)
        role = self.found.get(id_)
        if role is None:
            role = self.found[id_] = Role(id_, None, value, (), (), (), None, "author")
        return role

    def identities(self) -> Iterator[Role]:
        """Users and groups, and the policies that nobody in the application has, each in the shape of a role.

        A policy that is only a permissions boundary is not among them: it allows nothing.
        """
        people = [self._role(resource) for resource in self._context.of(*_PEOPLE)]
        yield from people
        for role in (*self.found.values(), *people):
            boundary = self._context.lookup.resource(role.boundary, "AWS::IAM::ManagedPolicy")
            if boundary is not None:
                self._loose.pop(boundary.key, None)
        for resource, found in self._loose.values():
            documents = (resource["PolicyDocument"],)
            yield Role(resource.id, resource, None, found, (), (), None, resource.by, documents)

    def _attach(self) -> None:
        """Policies that name the roles they belong to, rather than the other way round."""
        for resource in self._context.of(*_POLICIES):
            name = resource[_NAMES.get(resource.type, "PolicyName")].text() or resource.name
            found = own_statements(self._context, resource, "PolicyDocument", name)
            if resource.type == "AWS::IAM::ManagedPolicy":
                self._policies[resource.key] = found
            self._loose[resource.key] = resource, found
            for place in (place for path in _POLICIES[resource.type] for place in resource[path].each()):
                owner = self._context.lookup.resource(place.value, "AWS::IAM::Role", *_PEOPLE)
                if owner is not None:
                    self._attached.setdefault(owner.key, []).append((resource, found))
                    self._loose.pop(resource.key, None)
                elif isinstance(place.value, Unknown):
                    why = place.value.reason
                    self._context.note(place, f"the role that a policy is attached to is not known: {why}")

        for resource in self._context.of(_MEMBERSHIP):
            for place in resource["Users"].each():
                user = self._context.lookup.resource(place.value, "AWS::IAM::User")
                if user is not None:
                    self._groups.setdefault(user.key, []).append(resource["GroupName"])

    def _shared(self, role: Resource, policy: tuple[Statement, ...]) -> tuple[Statement, ...]:
        """The statements of a policy that many roles may share, as long as there are not too many all together."""
        self._count += len(policy)
        if self._count <= MAX_SHARED:
            return policy
        reason = f"shared policies make more than {MAX_SHARED:,} statements; those of {role.name} are not seen"
        self._context.note(role[()], reason, "limit")
        return ()

    def _role(self, resource: Resource) -> Role:
        properties = resource.properties
        found: list[Statement] = []
        documents: list[Property] = []
        policies = properties.get("Policies")
        for index, policy in enumerate(policies) if isinstance(policies, Seq) else ():
            if isinstance(policy, Map):
                place = Property(resource, ("Policies", index, "PolicyDocument"))
                name = display(policy.get("PolicyName", ""))
                documents.append(place)
                found += statements(self._context, place, policy.get("PolicyDocument"), name)
        managed: list[ManagedPolicy] = []
        own: set[str] = set()
        arns = properties.get("ManagedPolicyArns")
        for index, arn in enumerate(arns) if isinstance(arns, Seq) else ():
            policy_resource = self._context.lookup.resource(arn, "AWS::IAM::ManagedPolicy")
            if policy_resource is not None:
                own.add(policy_resource.key)
                self._loose.pop(policy_resource.key, None)
                found += self._shared(resource, self._policies[policy_resource.key])
                documents.append(policy_resource["PolicyDocument"])
            elif isinstance(arn, (str, Symbol)):
                place = Property(resource, ("ManagedPolicyArns", index))
                managed.append(ManagedPolicy(place, arn, place.by))
        for policy_resource, more in self._attached.get(resource.key, ()):
            if policy_resource.key not in own:
                found += self._shared(resource, more)
                documents.append(policy_resource["PolicyDocument"])
        boundary = properties.get("PermissionsBoundary")
        bounds = self._context.lookup.resource(boundary, "AWS::IAM::ManagedPolicy")
        return Role(
            id=resource.id,
            resource=resource,
            arn=Reference(resource.key, "Arn"),
            statements=tuple(found),
            managed=tuple(managed),
            trust=own_statements(self._context, resource, "AssumeRolePolicyDocument", "trust"),
            boundary=boundary,
            by=resource.by,
            documents=tuple(documents),
            bounds=None if bounds is None else self._policies[bounds.key],
            groups=(*resource["Groups"].each(), *self._groups.get(resource.key, ())),
        )
