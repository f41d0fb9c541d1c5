"""Execution roles: the one that all functions share, those of single functions, and those that the author names.

https://www.serverless.com/framework/docs/providers/aws/guide/iam
https://github.com/serverless/serverless/blob/main/packages/serverless/lib/plugins/aws/package/lib/merge-iam-templates.js
https://github.com/serverless/serverless/blob/main/packages/serverless/lib/plugins/aws/package/lib/roles-per-function.js
https://github.com/functionalone/serverless-iam-roles-per-function
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Concat, Map, Symbol, concat, display, is_false
from leastwise.read.expand.context import REGION
from leastwise.read.expand.role import Role, trust
from leastwise.read.expand.values import each, given, mapping, tag_list
from leastwise.read.serverless.build import ServerlessBuild, Target
from leastwise.read.serverless.grants import grant_logs, grant_needs
from leastwise.read.serverless.naming import ROLE
from leastwise.read.serverless.versions import has_plugin, major_version

PLUGIN = "serverless-iam-roles-per-function"

Given = tuple[Any, Span]


def assign_roles(build: ServerlessBuild) -> None:
    """Give each function the role that the framework makes for it, with what functions need of the platform."""
    if _existing(build)[0] is not None:
        return
    without = [target for target in build.functions.values() if not given(target.properties.get("role"))]
    settings = _provider_role(build)
    each_own = settings.get("mode") == "perFunction"
    if without and not each_own:
        _shared_role(build, settings)
    for target in without:
        own = each_own or _has_own(build, target)
        target.role = _own_role(build, target, settings) if own else build.roles[ROLE]
    shared = [target for target in without if target.role is build.roles.get(ROLE)]
    grant_logs(build, shared)
    for target in without:
        grant_needs(build, target)


class _PluginRole(Role):
    """A role by the plugin, which repeats some of what the framework grants; all of it goes to the shared role."""

    def __init__(self, name: str, span: Span, trusts: Any, shared: Role) -> None:
        super().__init__(name, span, trusts)
        self._shared = shared

    def grant(self, name: str, statements: list[Any], span: Span) -> None:
        """Add an inline policy that the framework writes."""
        if name != "logs":
            self._shared.grant(name, statements, span)
        if name in _BY_PLUGIN:
            super().grant(name, statements, span)


_BY_PLUGIN = ("logs", "stream", "sqs", "dead-letters")


def execution_role(build: ServerlessBuild, target: Target) -> Given:
    """The `Role` of a function, and where it was chosen."""
    value, span = target.properties.get("role"), target.properties.span("role")
    if not given(value):
        value, span = _existing(build)
    if value is None:
        return build.context.att(target.role.name if target.role else ROLE), target.span
    if isinstance(value, str) and ":" not in value:
        return build.context.att(value), span
    return value, span


def finish_roles(build: ServerlessBuild) -> None:
    """Add the roles, once the events have granted what they need."""
    for role in build.roles.values():
        role.finish(build)


def _provider_role(build: ServerlessBuild) -> Map:
    return build.under(build.provider, "iam", "role")


def _existing(build: ServerlessBuild) -> Given:
    """The role that the provider names for all functions."""
    iam = build.under(build.provider, "iam")
    for source in (iam, build.provider):
        value = source.get("role")
        if isinstance(value, Symbol) or (isinstance(value, str) and value):
            return value, source.span("role")
    return None, build.provider.home


def _has_own(build: ServerlessBuild, target: Target) -> bool:
    """Whether statements of a function's own get it a role of its own: with the plugin, and since version 4 without."""
    own = build.under(target.properties, "iam", "role")
    listed = given(own.get("managedPolicies")) or "statements" in own
    legacy = "iamRoleStatements" in target.properties
    if not (listed or legacy):
        return False
    if legacy and has_plugin(build, PLUGIN):
        return True
    version = major_version(build)
    if version is None or version >= 4:
        return True
    place = target.properties.span("iamRoleStatements" if legacy else "iam")
    build.context.note(place, f"the statements of {target.key} have no effect without the plugin {PLUGIN}")
    return False


def _shared_role(build: ServerlessBuild, settings: Map) -> Role:
    provider = build.provider
    span = next((source.spans[key] for source, key in _causes(build) if key in source.spans), build.service.home)
    name = concat((build.name, "-", build.stage, "-", REGION, "-lambdaRole"))
    role = _role(build, ROLE, span, settings, name)
    _add_statements(build, role, *_first((settings, "statements"), (provider, "iamRoleStatements")))
    _attach(role, *_first((settings, "managedPolicies"), (provider, "iamManagedPolicies")))
    return role


def _causes(build: ServerlessBuild) -> Iterator[tuple[Map, str]]:
    """Where the shared role may be said to stand."""
    yield build.under(build.provider, "iam"), "role"
    yield build.provider, "iamRoleStatements"
    yield build.provider, "iamManagedPolicies"
    yield build.service, "provider"
    yield build.service, "service"


def _own_role(build: ServerlessBuild, target: Target, settings: Map) -> Role:
    """A role for one function, with the provider's statements where it inherits them."""
    own, source = build.under(target.properties, "iam", "role"), target.properties
    each_own = settings.get("mode") == "perFunction"
    span = source.span("iam") if own else source.spans.get("iamRoleStatements", target.span)
    name = concat((build.name, "-", build.stage, "-", target.key, "-", REGION, "-lambdaRole"))
    role = _role(build, target.prefix + ROLE, span, settings, name)
    for key, place, words in (
        ("RoleName", source, "iamRoleStatementsName"),
        ("RoleName", own, "name"),
        ("Path", own, "path"),
        ("PermissionsBoundary", source, "iamPermissionsBoundary"),
        ("PermissionsBoundary", own, "permissionsBoundary"),
    ):
        if given(place.get(words)):
            role.set(key, place[words], place.span(words))
            role.written.discard((key,))
    if each_own:
        _attach(role, settings.get("managedPolicies"), settings.span("managedPolicies"))
    if _inherits(build, target, each_own):
        inherited = _first((settings, "statements"), (build.provider, "iamRoleStatements"))
        if build.inherits(target, *inherited):
            _add_statements(build, role, *inherited)
    _add_statements(build, role, *_first((own, "statements"), (source, "iamRoleStatements")))
    _attach(role, own.get("managedPolicies"), own.span("managedPolicies"))
    return role


def _inherits(build: ServerlessBuild, target: Target, by_default: bool) -> bool:
    """Whether a function's own role has the provider's statements too."""
    iam = build.under(target.properties, "iam")
    options = build.under(build.custom, PLUGIN)
    for source, key in (
        (iam, "inheritStatements"),
        (target.properties, "iamRoleStatementsInherit"),
        (options, "defaultInherit"),
    ):
        value = source.get(key)
        if value is not None:
            return not is_false(value)
    return by_default


def _role(build: ServerlessBuild, logical_id: str, span: Span, settings: Map, name: str | Symbol) -> Role:
    """A role with what the provider says about all roles."""
    trusts, shared = trust("lambda.amazonaws.com"), build.roles.get(ROLE)
    role = Role(logical_id, span, trusts)
    if shared is not None and has_plugin(build, PLUGIN):
        role = _PluginRole(logical_id, span, trusts, shared)
    build.roles[logical_id] = role
    role.set("Path", "/", span)
    role.set("RoleName", name, span)
    role.written |= {("Path",), ("RoleName",)}
    for key, words in (("Path", "path"), ("RoleName", "name")):
        if given(settings.get(words)) and (logical_id == ROLE or key == "Path"):
            role.set(key, settings[words], settings.span(words))
            role.written.discard((key,))
    boundary, place = _first(
        (build.under(build.custom, PLUGIN), "iamGlobalPermissionsBoundary"),
        (settings, "permissionsBoundary"),
        (settings, "permissionBoundary"),
        (build.provider, "rolePermissionsBoundary"),
    )
    role.set("PermissionsBoundary", boundary, place)
    tags = mapping(settings.get("tags"), settings.span("tags"))
    role.set("Tags", tag_list(tags, tags.home), settings.span("tags"))
    return role


def _first(*places: tuple[Map, str]) -> Given:
    """The first of these entries that is given."""
    for source, key in places:
        if given(value := source.get(key)):
            return value, source.span(key)
    return None, places[0][0].home


def _add_statements(build: ServerlessBuild, role: Role, statements: Any, span: Span) -> None:
    """Add what the author allows, as a policy of its own: the framework's statements stand beside it."""
    if statements is not None:
        document = Map(span, {"Version": "2012-10-17"})
        document.put("Statement", statements, span)
        role.add(display(concat((build.name, "-", build.stage, "-lambda"))), document, span, "author")


def _attach(role: Role, policies: Any, span: Span) -> None:
    for arn, place in each(policies, span):
        if isinstance(arn, (str, Concat, Symbol)):
            role.attach(arn, place, "author")
