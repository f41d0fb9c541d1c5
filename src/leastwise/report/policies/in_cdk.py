"""The smallest policy of a function as calls of the CDK: `--format cdk-ts` and `cdk-py`.

Where the source of the application was read, constructs are called what they are called where the function is made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from json import dumps
from typing import TYPE_CHECKING, Any

from leastwise.iam.managed import BASIC
from leastwise.iam.pattern import matches
from leastwise.iam.permissions import grants
from leastwise.iam.wiring import Because as Wiring
from leastwise.model.application import Application
from leastwise.model.graph import Function
from leastwise.model.resource import Resource
from leastwise.model.value import Concat, Parameter, Reference, concat, display
from leastwise.privilege.statements import Minimal, because, minimal
from leastwise.read.cdk.granted import methods
from leastwise.read.cdk.static.naming import NAMES
from leastwise.read.tables import table
from leastwise.report.clean import clean
from leastwise.report.policies.result import FunctionEntry

if TYPE_CHECKING:
    from leastwise.privilege.needed import Need

_USED = (re.compile(r"(?<![\w.])cdk\.(?:Aws|Cfn|Fn)"), re.compile(r"(?<![\w.])iam\.PolicyStatement"))
_USUAL = {"logs": "logs:PutLogEvents", "vpc": "ec2:CreateNetworkInterface"}
_ADDED = frozenset(("tracing", "dlq"))
"""What the CDK adds to the role of a function, whoever made it, by the reasons of needs.

https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-lambda/lib/function.ts
"""

_FUNCTION = "aws_lambda.Function"
_IMPORTS = {
    "ts": ('import * as cdk from "aws-cdk-lib";', 'import * as iam from "aws-cdk-lib/aws-iam";'),
    "py": ("import aws_cdk as cdk", "from aws_cdk import aws_iam as iam"),
}


def constructs_of(resource: Resource) -> Mapping[str, tuple[str, str, str]] | None:
    """See `FunctionEntry.constructs`; `None` where no source was read."""
    told = resource.body.get("Metadata") if resource.framework == "cdk" else None
    names = told.get(NAMES) if isinstance(told, dict) else None
    return {key: (name, kind, path) for key, (name, kind, path) in names.items()} if isinstance(names, dict) else None


def given(app: Application, function: Function) -> frozenset[str]:
    """See `FunctionEntry.given`."""
    granted = grants(app, function.role) if function.role is not None else ()
    usual = [one.action for one in granted if one.by == "framework" or one.policy in BASIC]
    return frozenset(source for source, action in _USUAL.items() if any(matches(one, action) for one in usual))


def imports(language: str, written: str) -> str:
    """The lines that import what some calls use."""
    used = [line for use, line in zip(_USED, _IMPORTS[language], strict=True) if use.search(written)]
    return "".join(f"{line}\n" for line in used) + ("\n" if used else "")


class Writer:
    """Writes the policy of one function.

    Args:
        entry: the function.
        language: `ts` or `py`.
    """

    def __init__(self, entry: FunctionEntry, language: str) -> None:
        self._entry = entry
        self._script = language == "ts"
        self._sign = "//" if self._script else "#"
        self._known = entry.constructs or {}
        self._unheld: dict[str, str] = {}
        self._fn = self._known.get(entry.key, ("", "", ""))[0] or "fn"

    def text(self) -> str:
        """The calls, with what they are for and what is to be done first."""
        needs = {repr(need): need for one in self._entry.policy for need in one.needs}
        wanted = minimal(need for need in needs.values() if not self._by_itself(need))
        calls = [f"{self._sign} {clean(because(one.needs))}\n{self._one(one)}" for one in wanted]
        place = self._entry.location
        head = f"{self._sign} below {clean(place.file)}:{place.line}, instead of what the role is granted now\n"
        if self._entry.constructs is not None and self._fn == "fn" and self._entry.key not in self._held():
            head += f"{self._sign} fn: what is made there, which has no name yet\n"
        for name, path in self._unheld.items():
            head += f"{self._sign} {name}: {clean(path)}, which has no name there; hand it on to there\n"
        if not calls:
            return f"{self._sign} what it needs the CDK itself allows"
        return head + "\n".join(calls)

    def _held(self) -> set[str]:
        return {key for key, (name, *_) in self._known.items() if name}

    def _by_itself(self, need: Need) -> bool:
        """Whether the CDK allows it: what every function gets, and what comes with its settings and event sources."""
        kind = self._known.get(self._entry.key, ("", "", ""))[1]
        made = bool(kind) and not kind.rpartition(".")[2].startswith("Cfn")
        if need.source in self._entry.given or (made and need.source in _ADDED):
            return True
        return all(isinstance(c, Wiring) and "EventSource:" in c.property.resource.name for c in need.because)

    def _one(self, one: Minimal) -> str:
        found = [self._grant(one, value) for value in one.resources]
        if found and all(found) and not one.condition:
            return "\n".join(dict.fromkeys(found))
        own = all(need.source == "logs" for need in one.needs)  # a role's policy cannot name what needs the role first
        resources = [_unnamed(value) if own else value for value in one.resources]
        sign = ": " if self._script else "="
        rows = [f"sid{sign}{dumps(one.sid)}", f"actions{sign}{self._listed(one.actions)}"]
        rows += [f"resources{sign}{self._listed(resources)}"]
        rows += [f"conditions{sign}{self._value(one.condition)}"] if one.condition else []
        indent = "  " if self._script else "    "
        body = "".join(f"{indent}{row},\n" for row in rows)
        if self._script:
            return f"{self._fn}.addToRolePolicy(new iam.PolicyStatement({{\n{body}}}));"
        return f"{self._fn}.add_to_role_policy(iam.PolicyStatement(\n{body}))"

    def _grant(self, one: Minimal, value: Any) -> str:
        """The call that grants just that on one resource; empty where there is none."""
        parts = value.parts if isinstance(value, Concat) else (value,)
        first = parts[0]
        name, kind, _ = self._known.get(first.resource, ("", "", "")) if isinstance(first, Reference) else ("", "", "")
        if not name or not isinstance(first, Reference):
            return ""
        kind = _FUNCTION if kind.endswith("Function") else kind
        for method, entries in methods().get(kind, {}).items():
            if len(entries) == 1 and "condition" not in entries[0] and _same(entries[0]["actions"], one.actions):
                granted = [_filled(text, first.resource) for text in entries[0]["resources"]]
                if value in granted and all(other in one.resources or kind == _FUNCTION for other in granted):
                    return self._called(name, method, [self._fn])
        if value == Reference(first.resource, table(__file__, "cdk")["grant"].get(kind, "")):
            return self._called(name, "grant", [self._fn, *map(dumps, one.actions)])
        return ""

    def _called(self, name: str, method: str, given: Sequence[str]) -> str:
        called = method if self._script else _snake(method)
        return f"{name}.{called}({', '.join(given)}){';' if self._script else ''}"

    def _listed(self, values: Sequence[Any]) -> str:
        return f"[{', '.join(map(self._value, values))}]"

    def _value(self, value: Any) -> str:
        if isinstance(value, Mapping):
            return "{" + ", ".join(f"{self._value(key)}: {self._value(item)}" for key, item in value.items()) + "}"
        if isinstance(value, (list, tuple)):
            return self._listed(value)
        if isinstance(value, bool):
            return str(value).lower() if self._script else str(value)
        parts = value.parts if isinstance(value, Concat) else (value,)
        if len(parts) == 1 and isinstance(parts[0], (Parameter, Reference)):
            return self._symbol(parts[0])
        if len(parts) == 1:
            return dumps(parts[0] if isinstance(parts[0], (str, int)) else display(parts[0]))
        whole = "".join(self._piece(part) for part in parts)
        return f"`{whole}`" if self._script else f'f"{whole}"'

    def _piece(self, part: Any) -> str:
        if isinstance(part, (Parameter, Reference)):
            return f"{'$' if self._script else ''}{{{self._symbol(part, inside=True)}}}"
        text = dumps(display(part))[1:-1]
        pairs = (("`", "\\`"), ("${", "\\${")) if self._script else (("{", "{{"), ("}", "}}"))
        for char, escaped in pairs:
            text = text.replace(char, escaped)
        return text

    def _symbol(self, value: Parameter | Reference, *, inside: bool = False) -> str:
        """What the CDK calls a pseudo parameter, a parameter or an attribute of a resource."""
        if isinstance(value, Parameter):
            if value.name.startswith("AWS::"):
                return "cdk.Aws." + re.sub(r"(?<=[a-z])(?=[A-Z])", "_", value.name[len("AWS::") :]).upper()
            return f"cdk.Fn.ref('{_word(value.name)}')"
        if self._entry.constructs is not None:
            return self._attribute(value, inside=inside)
        return self._of(f"'{_word(value.resource.rpartition(':')[2].rpartition('/')[2])}'", value.attribute)

    def _of(self, logical: str, attribute: str) -> str:
        if attribute == "Ref":
            return f"cdk.Fn.ref({logical})"
        get, text = ("getAtt", "toString") if self._script else ("get_att", "to_string")
        return f"cdk.Fn.{get}({logical}, '{_word(attribute)}').{text}()"

    def _attribute(self, value: Reference, *, inside: bool) -> str:
        """An attribute of a construct, by the name that it has where the function is made."""
        name, kind, path = self._known.get(value.resource, ("", "", ""))
        if not name:
            path = path or value.resource.rpartition(":")[2]
            name = _guess(path, self._script)
            self._unheld[name] = path
        elif inside and not self._script:
            name = name.replace('"', "'")  # no quotes of the text's own in it before Python 3.12
        kind = _FUNCTION if kind.endswith("Function") else kind
        known = table(__file__, "cdk")["attributes"].get(kind, {}).get(value.attribute)
        if known is not None:
            return f"{name}.{known if self._script else _snake(known.rstrip('!'))}"
        if kind.rpartition(".")[2].startswith("Cfn"):
            plain = "ref" if value.attribute == "Ref" else f"attr{_word(value.attribute).replace('.', '')}"
            return f"{name}.{plain if self._script else _snake(plain)}"
        child = f"({name}.node.defaultChild as cdk.CfnElement).logicalId"
        return self._of(child if self._script else f"{name}.node.default_child.logical_id", value.attribute)


def _same(some: Sequence[str], others: Sequence[str]) -> bool:
    return {one.lower() for one in some} == {one.lower() for one in others}


def _filled(text: str, key: str) -> Any:
    """`${Arn}/*` of a resource."""
    parts: list[Any] = []
    for index, piece in enumerate(text.split("${")):
        name, closed, rest = piece.partition("}") if index else ("", "", piece)
        parts += [Parameter(name) if "::" in name else Reference(key, name)] if closed else []
        parts += [rest] if rest else []
    return concat(parts)


def _unnamed(value: Any) -> Any:
    """An ARN with any name instead of a reference."""
    parts = value.parts if isinstance(value, Concat) else (value,)
    return concat("*" if isinstance(part, Reference) else part for part in parts)


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _guess(path: str, script: bool) -> str:
    """A name for a construct that has none."""
    word = re.sub(r"\W", "", path.rpartition("/")[2], flags=re.ASCII) or "it"
    word = f"the{word}" if word[0].isdigit() else word[0].lower() + word[1:]
    return word if script else _snake(word)


def _word(name: str) -> str:
    """A name inside quotes; no template takes one with other characters than these."""
    return re.sub(r"[^\w.-]", "_", name, flags=re.ASCII)
