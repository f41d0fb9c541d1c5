"""Collects the CloudFormation resources that the constructs of an application become."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from leastwise.model.resource import Author, Path, Resource
from leastwise.model.source import Span
from leastwise.model.value import Map, Reference, Seq
from leastwise.read.cdk.granted import chosen_actions
from leastwise.read.cdk.static.values import Called, Instance, Made, Member, chain, owner_of
from leastwise.read.cdk.words import words
from leastwise.read.expand.role import trust
from leastwise.read.expand.values import first_of
from leastwise.read.expand.values import made as literal
from leastwise.read.tables import table

UNFOLLOWED = "Leastwise::Cdk::Unfollowed"
"""What is done to a function or a role, `Of`, and is not followed; to any, where none is named."""

_ROLE_OWNERS = ("aws_stepfunctions.StateMachine",)


def kind_of(made: Made) -> str:
    """What a construct was made of, as the tables name it."""
    return ".".join(made.kind)


def is_function(value: Any) -> bool:
    """Whether a value is a construct that is a Lambda function."""
    return isinstance(value, Made) and kind_of(value) in table(__file__, "constructs")["functions"]


class Emitter:
    """The resources of one application.

    Attributes:
        folder: of the application, relative to the root; paths in its source are seen from there.
        key: of the stack that all are put into.
        resources: by logical id.
        context: of `cdk.json`: feature flags among others.
        unknown: kind of construct → how many are not understood.
        steps: values that were converted so far.
    """

    def __init__(self, folder: str, key: str, context: Mapping[str, Any] | None = None) -> None:
        self.context = context or {}
        self.steps = 0
        self.folder = folder
        self.key = key
        self.resources: dict[str, Resource] = {}
        self._by_name: dict[str, str] = {}
        self.unknown: Counter[str] = Counter()
        self._ids: dict[str, int] = {}
        self._grants: dict[str, tuple[Made, Seq]] = {}
        self._written: dict[str, set[Path]] = {}

    def logical(self, made: Made) -> str:
        """The logical id of a construct's own resource."""
        if not made.logical:
            made.logical = self.fresh("".join(filter(str.isalnum, made.path)) or "App")
        return made.logical

    def fresh(self, name: str) -> str:
        """A logical id that is not in use."""
        while True:
            count = self._ids[name] = self._ids.get(name, 0) + 1
            if count == 1:
                return name
            name = f"{name}{count}"

    def reference(self, logical: str, attribute: str) -> Reference:
        """An attribute of a resource."""
        return Reference(f"{self.key}:{logical}", attribute)

    def add(
        self,
        made: Made,
        type_: str,
        properties: Map,
        *,
        child: str = "",
        span: Span | None = None,
        by: Author = "author",
        written: frozenset[Path] = frozenset(),
        policy: str = "",
    ) -> str:
        """Add a resource, and give its logical id.

        Args:
            made: the construct that it belongs to.
            type_: CloudFormation's.
            properties: in CloudFormation's words.
            child: path below the construct; empty for its own resource.
            span: where it is written; at the construct, if nothing is said.
            by: who wanted it.
            written: property paths that the CDK writes.
            policy: `DeletionPolicy`.
        """
        path = f"{made.path}/{child}" if child else made.path
        logical = self.fresh("".join(filter(str.isalnum, path))) if child else self.logical(made)
        place = span or made.span
        body = Map(place, {"Type": type_, "Properties": properties})
        if policy:
            body["DeletionPolicy"] = body["UpdateReplacePolicy"] = policy
        python = made.span[0].path.endswith(".py")
        first_level = bool(made.kind) and made.kind[-1].startswith("Cfn")
        self._by_name.setdefault(path, logical)
        self.resources[logical] = Resource(
            key=f"{self.key}:{logical}",
            id=f"{place[0].path}:{path}",
            name=path,
            type=type_,
            body=body,
            span=place,
            by=by,
            framework_paths=written,
            framework="cdk",
            names=words(type_, python=python, first_level=first_level),
        )
        return logical

    def grant(self, principal: Any, statement: Map, span: Span, *, worded: bool = False, by: Author = "author") -> bool:
        """Give a role, or what has one, a statement that stands at a place; false where it is not known who has it.

        One that it has already is not written twice: https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_iam.PolicyDocument.html

        `worded`: whether the CDK chose its actions. `by`: whose it is; an event source brings its own.
        """
        made = principal_of(principal)
        if made is None:
            return False
        role = made.props.get("role") if kind_of(made) != "aws_iam.Role" else None
        holder = principal_of(role) or made
        if role is not None and holder is made:
            return False
        found = self._grants.setdefault(self.logical(holder), (holder, Seq(holder.span)))
        if statement in found[1]:
            return True
        if by == "framework":
            self._written.setdefault(self.logical(holder), set()).add(("PolicyDocument", "Statement", len(found[1])))
        if worded:
            paths = self._written.setdefault(self.logical(holder), set())
            paths.update(chosen_actions(("PolicyDocument", "Statement", len(found[1])), statement.get("Action")))
        found[1].put(statement, span)
        return True

    def finish(self) -> dict[str, Resource]:
        """Write the policies of those who were granted something, and give all resources."""
        for logical, (made, statements) in self._grants.items():
            role = self.role_of(made)
            document = Map(made.span, {"Version": "2012-10-17", "Statement": statements})
            properties = Map(made.span, {"PolicyDocument": document})
            properties["Roles"] = Seq(made.span, [self.reference(role, "Ref")])
            properties["PolicyName"] = f"{logical}DefaultPolicy"
            child = "DefaultPolicy" if kind_of(made) == "aws_iam.Role" else "ServiceRole/DefaultPolicy"
            written = frozenset(self._written.get(logical, ()))
            self.add(made, "AWS::IAM::Policy", properties, child=child, span=statements.span(0), written=written)
        return self.resources

    def role_of(self, made: Made, service: str = "lambda.amazonaws.com") -> str:
        """Logical id of the role of a construct that is one, or that makes one where it is given none."""
        if kind_of(made) == "aws_iam.Role":
            return self.logical(made)
        known = self.made_role(made)
        if known:
            return known
        properties = Map(made.span, {"AssumeRolePolicyDocument": literal(made.span, trust(service))})
        return self.add(made, "AWS::IAM::Role", properties, child="ServiceRole", by="framework")

    def made_role(self, made: Made) -> str:
        """Logical id of the role that was made for a construct or given to it; empty where there is none yet."""
        given = owner_of(made.props.get("role"))
        if given is not None:
            return self.logical(given)
        return self._by_name.get(f"{made.path}/ServiceRole", "")

    def put(self, logical: str, path: str, value: Any, span: Span) -> None:
        """Set a property of a resource that was added, or append to one where the path ends with `+`."""
        resource = self.resources.get(logical)
        if resource is None:
            return
        container: Any = resource.properties
        *steps, last = path.split(".")
        for step in steps:
            if not isinstance(container.get(step), Map):
                container.put(step, Map(span), span)
            container = container[step]
        if last.endswith("+"):
            if not isinstance(container.get(last[:-1]), Seq):
                container.put(last[:-1], Seq(span), span)
            container[last[:-1]].put(value, span)
        else:
            container.put(last, value, span)

    def doubt(self, made: Made | None, span: Span, reason: str) -> None:
        """Say that something is done to a construct, or to any, that is not followed. See `leastwise.iam.wiring`."""
        given = Map(span, {"Reason": reason})
        if made is not None:
            given["Of"] = self.reference(self.logical(made), "Ref")
        around = made or Made((), "App", [], Map(span), span)
        self.add(around, UNFOLLOWED, given, child="unfollowed", span=span, by="framework")

    def mention(self, made: Made, values: list[Any], child: str = "") -> None:
        """Keep what a construct that is not understood, or calls on one, are given: what is referred to is in use."""
        given = Map(made.span, {"Given": Seq(made.span, values)})
        self.add(made, "Leastwise::Cdk::Construct", given, child=child, by="framework")


def principal_of(value: Any) -> Made | None:
    """Who a grant is for: a role, or a construct that has one; what stands for a function stands for its role."""
    for item in chain(value):
        if isinstance(item, Instance):
            return principal_of(item.made) if item.made is not None else None
        if isinstance(item, Made):
            kind = kind_of(item)
            if kind in ("aws_lambda.Alias", "aws_lambda.Version"):
                return principal_of(first_of(item.props.get("version"), item.props.get("lambda")))
            return item if kind == "aws_iam.Role" or kind in _ROLE_OWNERS or is_function(item) else None
        if isinstance(item, Called) and not isinstance(item.target, Member):
            return None
    return None
