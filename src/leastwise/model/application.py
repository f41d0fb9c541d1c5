"""An application: the unit of analysis."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from leastwise.model.finding import Unread
from leastwise.model.graph import (
    Authorizer,
    Exposure,
    Function,
    LogGroup,
    Role,
    Route,
    Statement,
    Store,
    StoreKind,
    Trigger,
    TriggerKind,
)
from leastwise.model.lookup import Lookup
from leastwise.model.network import Network
from leastwise.model.record import field, record
from leastwise.model.resource import Resource
from leastwise.model.source import Span


@record
class Stack:
    """One template, instantiated: its parameters have values, its conditions are decided.

    Attributes:
        key: unique in the application; the template's path, with the nested stack's name where one is used twice.
        template: path of the template.
        resources: by logical id.
        outputs: value of each output, and the variables that decided it.
        parameters: name → value, a symbol where it has none.
        declared: what the template says about each of its parameters (`Type`, `NoEcho`, `Default`…), as a resource of
            the type `Leastwise::Template::Parameter`, so that rules can point at it.
        regions: where it is deployed to, as far as its configuration or whoever asked says it; symbols where open.
    """

    key: str
    template: str
    resources: dict[str, Resource]
    outputs: dict[str, tuple[Any, set[str]]]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    declared: tuple[Resource, ...] = ()
    regions: tuple[Any, ...] = ()


@record
class Environment:
    """Where an application is deployed to: development, production and so on.

    Attributes:
        name: as the person wrote it.
        production: whether real users rely on it, going by the name.
        reason: what says so, for people: `parameter Stage = prod`.
    """

    name: str
    production: bool
    reason: str


@record
class World:
    """One way to decide what the parameters leave open: variable → value."""

    choices: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return ", ".join(f"{name} = {value}" for name, value in self.choices)


@record(eq=False, cached=True)
class Application:
    """One application in one world: resources and the graph over them.

    Attributes:
        id: path of the template (or project) that is its root.
        framework: `sam`, `cloudformation`…
        stacks: the root stack first, nested ones after it.
        world: what was decided to get here.
        all_functions: every function, those included that a framework adds for its own custom resources. Rules list
            `functions`; what starts, permits or shares a role is asked of all.
        index: the lookup over the stacks' resources, where somebody has made it already.
        environment: where it is deployed to; `None` where nothing says it.
        decided_by: key of a resource as the person wrote it → the variables of the world that it depends on.
        identities: users and groups, and policies that nobody in the application has, each in the shape of a role.
        network: subnets, security groups and endpoints, and what runs where.
        origins: text → where it is written that comes from elsewhere: from a file of variables, a parameter's default.
        uncertain: why what is here may not be all that is deployed; empty where it is. Findings are less sure then.
        files: the files that it was read from, for who reads the code of its functions as well; `None` without any.
    """

    id: str
    framework: str
    stacks: tuple[Stack, ...]
    world: World = World()
    all_functions: tuple[Function, ...] = ()
    roles: tuple[Role, ...] = ()
    routes: tuple[Route, ...] = ()
    authorizers: tuple[Authorizer, ...] = ()
    all_triggers: tuple[Trigger, ...] = ()
    stores: tuple[Store, ...] = ()
    log_groups: tuple[LogGroup, ...] = ()
    invoke_permissions: tuple[Statement, ...] = ()
    unread: tuple[Unread, ...] = ()
    index: Lookup | None = None
    environment: Environment | None = None
    decided_by: Mapping[str, Collection[str]] = field(default_factory=dict)
    identities: tuple[Role, ...] = ()
    network: Network = Network()
    uncertain: str = ""
    origins: Mapping[str, Span] = field(default_factory=dict)
    files: Any = None

    @cached_property
    def lookup(self) -> Lookup:
        """Finds the resource that a value names."""
        return self.index or Lookup(r for stack in self.stacks for r in stack.resources.values())

    @property
    def production(self) -> str:
        """Why this is known to be production, for people; empty where it is not."""
        found = self.environment
        return found.reason if found is not None and found.production else ""

    @property
    def by_key(self) -> dict[str, Resource]:
        """Every resource by its key."""
        return self.lookup.by_key

    @property
    def by_type(self) -> dict[str, list[Resource]]:
        """Every resource by its type."""
        return self.lookup.by_type

    def resources(self, *types: str) -> Iterator[Resource]:
        """All resources of these types, or all."""
        if not types:
            yield from self.by_key.values()
        for name in types:
            yield from self.by_type.get(name, ())

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        """The author's functions. About one that a framework adds for itself nobody can write anything."""
        return tuple(f for f in self.all_functions if f.resource.by == "author")

    @cached_property
    def _functions_by_key(self) -> dict[str, Function]:
        return {f.resource.key: f for f in self.all_functions}

    @cached_property
    def _triggers_by_function(self) -> dict[str, list[Trigger]]:
        found: dict[str, list[Trigger]] = {}
        for trigger in self.all_triggers:
            found.setdefault(trigger.function.id, []).append(trigger)
        return found

    @cached_property
    def _started_by_key(self) -> dict[str, list[Function]]:
        found: dict[str, list[Function]] = {}
        for trigger in self.all_triggers:
            if trigger.resource is not None and trigger.kind is not TriggerKind.PERMISSION:
                found.setdefault(trigger.resource.key, []).append(trigger.function)
        return found

    @cached_property
    def _users_by_role(self) -> dict[str, list[Function]]:
        found: dict[str, list[Function]] = {}
        for function in self.all_functions:
            if function.role is not None:
                found.setdefault(function.role.id, []).append(function)
        return found

    def referenced(self, value: object, *types: str) -> Resource | None:
        """The resource that a value names: by `Ref` or an attribute, by its name, or by an ARN put together from them.

        Where types are given, only a resource of one of them.
        """
        return self.lookup.resource(value, *types)

    def function_of(self, value: object) -> Function | None:
        """The function that a value names, also by one of its versions, aliases or URLs."""
        resource = self.lookup.function(value)
        return None if resource is None else self._functions_by_key.get(resource.key)

    def role_of(self, value: object) -> Role | None:
        """The role that a value names."""
        resource = self.referenced(value, "AWS::IAM::Role")
        return None if resource is None else next((role for role in self.roles if role.resource == resource), None)

    def triggers(self, *, kind: TriggerKind | Iterable[TriggerKind] | None = None) -> Iterator[Trigger]:
        """All triggers, or those of one kind or of several."""
        kinds = None if kind is None else {kind} if isinstance(kind, TriggerKind) else set(kind)
        for trigger in self.all_triggers:
            if kinds is None or trigger.kind in kinds:
                yield trigger

    def triggers_of(self, function: Function) -> list[Trigger]:
        """What starts this function."""
        return self._triggers_by_function.get(function.id, [])

    def started_by(self, resource: Resource) -> list[Function]:
        """The functions that a resource starts: those that read from a queue, listen to a topic, hear of objects."""
        return self._started_by_key.get(resource.key, [])

    def users_of(self, role: Role) -> list[Function]:
        """The functions that run with this role."""
        return self._users_by_role.get(role.id, [])

    def granted(self) -> Iterator[tuple[Role, Statement]]:
        """Every statement by which the author, not the framework, allows a role something."""
        for role in self.roles:
            for statement in role.statements:
                if statement.by == "author" and statement.allows:
                    yield role, statement

    def stores_of(self, *kinds: StoreKind) -> Iterator[Store]:
        """All stores of these kinds."""
        for store in self.stores:
            if store.kind in kinds:
                yield store

    def exposure(self, function: Function) -> Exposure:
        """The widest exposure among a function's triggers."""
        order = list(Exposure)
        found = [t.exposure for t in self.triggers_of(function)]
        return min(found, key=order.index) if found else Exposure.UNKNOWN
