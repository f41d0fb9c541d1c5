"""The resources of one service while they become what the Serverless Framework deploys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leastwise.model.record import record, replace
from leastwise.model.resource import Author, Path, Resource
from leastwise.model.source import Span
from leastwise.model.value import Map, Reference, Seq, Symbol, Unknown, concat, display
from leastwise.read.expand.build import Build
from leastwise.read.expand.context import Context
from leastwise.read.expand.role import Role
from leastwise.read.expand.values import given, mapping, text_or
from leastwise.read.serverless.naming import normalized
from leastwise.read.serverless.outside import why_outside
from leastwise.read.serverless.overrides import overridden
from leastwise.read.serverless.service import FUNCTION_PREFIX, SERVICE_NAME, is_noted
from leastwise.read.serverless.variables.resolver import DEFAULT_STAGE
from leastwise.read.tables import table

MAX_FUNCTIONS = 5_000
"""Functions of one service. CloudFormation takes 500 resources in a stack, and a function is at least two.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
"""

MAX_INHERITED = 100_000
"""Entries that all functions of a service may inherit together; what the provider says times functions has no bound."""


@record(frozen=False, eq=False)
class Target:
    """A function, and what events start when they start it.

    Attributes:
        key: the function's key in `functions`.
        prefix: the key as logical ids begin with it.
        logical_id: of the Lambda function.
        properties: what is said about it, in the framework's words, evaluated.
        span: where its key stands.
        name: the name it is deployed under.
        ref: what `Ref` of it returns.
        arn: its ARN.
        call: what permissions and mappings name: the function, or the alias that is published.
        role: the role that events add grants to; `None` where the author names a role.
        alias: logical id and name of the alias that is published.
    """

    key: str
    prefix: str
    logical_id: str
    properties: Map
    span: Span
    name: str | Symbol
    ref: Reference
    arn: Reference
    call: Reference
    role: Role | None = None
    alias: tuple[str, Any] | None = None


class ServerlessBuild(Build):
    """Collects what a service becomes.

    Attributes:
        service: the whole file without functions and resources.
        provider: its `provider`.
        custom: its `custom`.
        name: of the service.
        stage: where it is deployed to.
        functions: key → function.
        roles: the roles that the framework makes, by logical id, before they are added.
    """

    def __init__(self, resources: dict[str, Resource], context: Context) -> None:
        functions = [r for name, r in resources.items() if name.startswith(FUNCTION_PREFIX)]
        theirs = {SERVICE_NAME, *(resource.name for resource in functions)}
        super().__init__({name: r for name, r in resources.items() if name not in theirs}, context)
        self.service = resources[SERVICE_NAME].properties
        self.provider = mapping(self.service.get("provider"), self.service.span("provider"))
        self.custom = self.under(self.service, "custom")
        self.name = _service_name(self.service.get("service"))
        self.stage = text_or(self.provider.get("stage"), DEFAULT_STAGE)
        self.roles: dict[str, Role] = {}
        self._inherited = 0
        if len(functions) > MAX_FUNCTIONS:
            reason = f"{len(functions) - MAX_FUNCTIONS:,} functions beyond the first {MAX_FUNCTIONS:,} are not seen"
            context.note(functions[MAX_FUNCTIONS].span, reason, "limit")
        self.functions = {t.key: t for t in map(self._target, functions[:MAX_FUNCTIONS])}

    def _target(self, resource: Resource) -> Target:
        key = resource.name.removeprefix(FUNCTION_PREFIX)
        prefix = normalized(key)
        logical_id = prefix + "LambdaFunction"
        default = concat((self.name, "-", self.stage, "-", key))
        arn = self.context.att(logical_id)
        return Target(
            key=key,
            prefix=prefix,
            logical_id=logical_id,
            properties=resource.properties,
            span=resource.span,
            name=text_or(resource.properties.get("name"), default),
            ref=self.context.ref(logical_id),
            arn=arn,
            call=arn,
        )

    def setting(self, target: Target, key: str) -> tuple[Any, Span]:
        """A setting of a function, otherwise the provider's default for all, and where it stands.

        The framework takes what is empty, zero or false for absent.
        """
        for source in (target.properties, self.provider):
            if given(value := source.get(key)):
                return value, source.span(key)
        return None, target.span

    def inherits(self, target: Target, entries: object, span: Span) -> bool:
        """Whether a function may have these entries of the provider's as well; said once where they are too many."""
        before = self._inherited
        self._inherited += len(entries) if isinstance(entries, (Map, Seq)) else 0
        if before <= MAX_INHERITED < self._inherited:
            reason = f"functions inherit more than {MAX_INHERITED:,} entries; {target.key} and those after it do not"
            self.context.note(span, reason, "limit")
        return self._inherited <= MAX_INHERITED

    def under(self, source: Map, *keys: str) -> Map:
        """The mapping at the end of some keys, an empty one where another thing stands there."""
        for key in keys:
            self.note_unknown(source, key)
            source = mapping(source.get(key), source.span(key))
        return source

    def note_unknown(self, source: Map, key: str) -> None:
        """Say that settings are lost which only the deployment knows."""
        value = source.get(key)
        if isinstance(value, Symbol) and not is_noted(value):
            reason = f"`{key}` is {display(value)}, which is not known before deployment; what it says is not seen"
            self.context.note(source.span(key), reason)

    def add(
        self,
        name: str,
        type_: str,
        properties: dict[str, Any] | Map,
        span: Span,
        *,
        by: Author = "framework",
        written: frozenset[Path] = frozenset(),
        called: str | None = None,
        names: Mapping[str, str] | None = None,
    ) -> None:
        """Add a generated resource that stands at `span`.

        What the author wrote under the same logical id in `resources` is merged into it, as the framework does.
        https://www.serverless.com/framework/docs/providers/aws/guide/resources#override-aws-cloudformation-resource

        Args:
            name: logical id.
            type_: CloudFormation's type.
            properties: its properties.
            span: where the person wrote what causes it.
            by: who wrote it.
            written: property paths that the framework wrote into what the author wrote.
            called: the name that the person gave it, where that is not the logical id.
            names: what the framework calls the properties; where it is not given, what `data/names.json` says.
        """
        names = names_of(type_) if names is None else names
        resource = self.generated(name, type_, properties, span, by=by, written=written, called=called, names=names)
        own = self.source.get(name)
        if own is not None and own.type != type_:
            self._note_outside(name, type_, own.span)
        self.result[name] = resource if own is None else overridden(resource, own.body)

    def _note_outside(self, name: str, type_: str, span: Span) -> None:
        """Say of what is written about a generated resource that the framework cannot find it."""
        why = why_outside(name, type_)
        if why is not None:
            self.context.note(span, f"{name} cannot be changed here, unless a plugin makes it: {why}")

    def set(self, name: str, key: str, value: Any, span: Span) -> None:
        """Set a property of a resource that is there."""
        resource = self.result[name]
        body, properties = resource.body.copy(), resource.properties.copy()
        properties.put(key, value, span)
        body["Properties"] = properties
        self.result[name] = replace(resource, body=body)

    def extend(self, name: str, attributes: Map, span: Span) -> None:
        """Set what `resources.extensions` says about a resource: whole properties, not what is below them.

        https://www.serverless.com/framework/docs/providers/aws/guide/resources#extending-generated-resources
        """
        resource = self.result.get(name)
        if resource is None:
            self.context.note(span, f"resources.extensions names {name}, and nothing of that name is deployed")
            return
        if name not in self.source:
            self._note_outside(name, resource.type, span)
        body = resource.body.copy()
        written = set(resource.framework_paths)
        for key, value, place in attributes.entries():
            into = body.get(key)
            if key in ("Properties", "Metadata") and value.__class__ is Map:
                into = into.copy() if into.__class__ is Map else Map(place)
                for inner, item, at in value.entries():
                    into.put(inner, item, at)
                    written = {path for path in written if key != "Properties" or path[0] != inner}
                body[key] = into
            else:
                body.put(key, value, place)
        if resource.by == "framework":
            given = attributes.get("Properties")
            ours = [k for k in resource.properties if given.__class__ is not Map or k not in given]
            written |= {(key,) for key in ours}
        self.result[name] = replace(resource, body=body, by="author", framework_paths=frozenset(written))


def names_of(type_: str) -> Mapping[str, str]:
    """What the framework calls the properties of a type, where it has a word of its own for them."""
    found: Mapping[str, str] = table(__file__, "names")["properties"].get(type_, {})
    return found


def extension_of(logical_id: str, name: str) -> str:
    """How a property of a generated resource is set for which the framework has no word.

    https://www.serverless.com/framework/docs/providers/aws/guide/resources#extending-generated-resources
    """
    return f"resources.extensions.{logical_id}.Properties.{name}"


def _service_name(value: Any) -> str | Symbol:
    """The name of the service; versions before the third also took a mapping."""
    value = value.get("name") if isinstance(value, Map) else value
    return text_or(value, Unknown("the service has no name"))
