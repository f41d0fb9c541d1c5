"""What the resources of a synthesised template are to their author: constructs, and what the CDK adds by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from leastwise.model.record import replace
from leastwise.model.resource import Author, Path, Resource
from leastwise.model.value import Concat, Map, Seq
from leastwise.read.cdk.custom import understood
from leastwise.read.cdk.granted import actions_of_grants, chosen_actions
from leastwise.read.cdk.words import words
from leastwise.read.expand.context import Context
from leastwise.read.tables import table


class Cdk:
    """The expansion of the templates of an assembly: nothing is made, all is named and told apart by who wanted it."""

    framework = "cdk"
    maker = "the CDK"

    def __init__(self, *, python: bool = False) -> None:
        """`python`: whether the application is written in Python, which has its own spelling of names."""
        self._python = python

    def merged(self, document: Map) -> Map:
        """See `leastwise.read.expand.Expansion`."""
        return document

    def expand(self, resources: dict[str, Resource], context: Context) -> dict[str, Resource]:
        """See `leastwise.read.expand.Expansion`."""
        used: set[str] = set()
        defaults = {construct_of(key, r.body) for key, r in resources.items() if _is_default(r.body)}
        named: dict[str, Resource] = {}
        for key, resource in resources.items():
            name = construct_of(key, resource.body)
            name = key if name in used else name
            used.add(name)
            given = words(resource.type, python=self._python, first_level=not _is_default(resource.body))
            found = replace(resource, name=name, id=f"{context.stack_key}:{name}", names=given)
            named[key] = understood(_attributed(found, defaults))
        return named


def construct_of(logical_id: str, block: Any) -> str:
    """The construct path of a resource, without the `Resource` at its end; the logical id where there is none."""
    return path_of(block).removesuffix("/Resource") or logical_id


def path_of(block: Any) -> str:
    """The construct path that the CDK notes on a resource; empty where there is none."""
    metadata = block.get("Metadata") if isinstance(block, Map) else None
    path = metadata.get("aws:cdk:path") if isinstance(metadata, Map) else None
    return path if isinstance(path, str) else ""


def _is_default(block: Any) -> bool:
    """Whether a resource is the one that a construct of the second level is made for."""
    return path_of(block).endswith("/Resource")


def _attributed(resource: Resource, defaults: Collection[str]) -> Resource:
    """A resource with what is known of who wanted it: what constructs ask for by default is the framework's.

    What a `grant…` method adds is the author's: somebody called it. `defaults`: constructs that a resource is made for;
    a role below one of them is made by it.
    """
    facts = table(__file__, "made_by_cdk")
    steps = resource.name.split("/")[1:]
    if any(step.startswith(prefix) for step in steps for prefix in facts["segments"]):
        return replace(resource, by="framework")
    if resource.type == "AWS::IAM::Role" and steps and _of_construct(resource.name, defaults, facts):
        return _default_role(resource, facts["managed"])
    if resource.type == "AWS::IAM::Policy" and steps and steps[-1] == "DefaultPolicy":
        known = [set(actions) for actions in facts["statements"]]
        written = frozenset(_own_statements(resource, known, facts["idle"]))
        return replace(resource, framework_paths=written) if written else resource
    return resource


def _of_construct(role: str, defaults: Collection[str], facts: dict[str, Any]) -> bool:
    around, _, last = role.rpartition("/")
    return last in facts["roles"] or around in defaults


def _default_role(role: Resource, managed: list[str]) -> Resource:
    """A role that a construct makes where it is given none; the author may have added policies to it."""
    written: set[Path] = {("AssumeRolePolicyDocument",)}
    attached = role.properties.get("ManagedPolicyArns")
    by: Author = "author" if "Policies" in role.properties else "framework"
    for index, arn in enumerate(attached) if isinstance(attached, Seq) else ():
        text = arn.parts[-1] if isinstance(arn, Concat) else arn
        if isinstance(text, str) and text.endswith(tuple(managed)):
            written.add(("ManagedPolicyArns", index))
        else:
            by = "author"
    return replace(role, by=by, framework_paths=frozenset(written))


def _own_statements(policy: Resource, known: list[set[str]], idle: dict[str, str]) -> Iterator[Path]:
    """Paths of what constructs add without being asked.

    These are statements for tracing and delivery of logs, and actions that come to nothing where a grant allows them:
    those on a stream, on the table itself. In newer versions these are a statement of their own.
    """
    document = policy.properties.get("PolicyDocument")
    statements = document.get("Statement") if isinstance(document, Map) else None
    for index, statement in enumerate(statements) if isinstance(statements, Seq) else ():
        actions = statement.get("Action") if isinstance(statement, Map) else None
        listed = actions if isinstance(actions, Seq) else (actions,)
        if not all(isinstance(action, str) for action in listed):
            continue
        path, found = ("PolicyDocument", "Statement", index), set(listed)
        if (found in known and statement.get("Resource") == "*") or (len(found) > 1 and found <= idle.keys()):
            yield path
        else:
            yield from ((*path, "Action", at) for at, action in enumerate(listed) if idle.get(action) in found)
            yield from chosen_actions(path, actions_of_grants(found, listed))
