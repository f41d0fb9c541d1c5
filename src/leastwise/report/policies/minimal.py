"""The smallest policy of each function in the words of a template or a program: `--format sam` and the like."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from json import dumps
from typing import Any

from leastwise.fix.values import Terms, lowered
from leastwise.model.errors import PatchError
from leastwise.model.resource import Property
from leastwise.model.value import Concat, Reference, concat, display
from leastwise.patch.yaml.emit import Emitter, Manner
from leastwise.privilege.statements import Minimal, because, one_or_list
from leastwise.read.terraform.written import Written, as_label, text_of
from leastwise.report.clean import clean
from leastwise.report.policies.in_cdk import Writer, imports
from leastwise.report.policies.result import FunctionEntry, PolicyResult
from leastwise.report.style import Style

VERSION = "2012-10-17"
_ANY = "aws_resource."
_ADDRESS = re.compile(r"[A-Za-z_][\w-]*(?:\.[\w-]+|\[\d+\]|\[\"[\w./ -]*\"\])+", re.ASCII)


def render(shape: str, result: PolicyResult, style: Style) -> Iterator[str]:
    """The policies of all functions that need anything, in one of `MINIMAL_FORMATS`."""
    del style
    write = _WRITERS[shape]
    sign = "//" if shape == "cdk-ts" else "#"
    pieces = []
    for entry in result.functions.values():
        if entry.policy:
            pieces.append(f"{sign} {clean(entry.name)} ({clean(entry.application)})\n")
            if entry.certainty != "complete":
                told = f"see leastwise policy --function {clean(entry.name)}"
                pieces.append(f"{sign} more may be needed than is known: {told}\n")
            pieces.append(f"{write(entry)}\n\n")
    if shape.startswith("cdk-"):
        yield imports(shape[len("cdk-") :], "".join(pieces))
    yield from pieces


def _yaml(entry: FunctionEntry) -> str:
    document = {"Version": VERSION, "Statement": [_statement(one) for one in entry.policy]}
    return Emitter(Manner()).block(document)


def _sam(entry: FunctionEntry) -> str:
    """SAM itself allows the function it makes a role for to log."""
    statements = [_statement(one) for one in entry.policy if not all(need.source == "logs" for need in one.needs)]
    document = {"Version": VERSION, "Statement": statements}
    return Emitter(Manner()).block({"Policies": [document] if statements else []})


def _statement(one: Minimal) -> dict[str, Any]:
    """A statement as a template says it. The log of a function is named after it, and its role cannot refer to it."""
    own = all(need.source == "logs" for need in one.needs)
    found = {key: _in_template(value) for key, value in one.document().items()}
    named = [_unnamed(value) if own else value for value in one.resources]
    return found | {"Resource": _in_template(one_or_list(named))}


def _unnamed(value: Any) -> Any:
    """An ARN with any name instead of a reference."""
    parts = value.parts if isinstance(value, Concat) else (value,)
    return concat("*" if isinstance(part, Reference) else part for part in parts)


def _in_template(value: Any) -> Any:
    if isinstance(value, list):
        return [_in_template(item) for item in value]
    try:
        return lowered(value, Terms("", lambda key: key.rpartition(":")[2], _refused))
    except PatchError:
        return display(value)


def _refused(place: Property) -> Any:
    raise PatchError(place.dotted)


def _terraform(entry: FunctionEntry) -> str:
    keys = {symbol.resource for one in entry.policy for value in one.resources for symbol in _references(value)}
    addresses = {key: _address(key) for key in keys}
    written = _Addressed(addresses, versions={}, miss=lambda what: None)
    blocks = []
    for one in entry.policy:
        body = {
            "sid": one.sid,
            "actions": list(one.actions),
            "resources": [value if isinstance(value, str) else written.value(value) for value in one.resources],
        }
        lines = [f"    {name} = {text_of(value, '    ')}\n" for name, value in body.items()]
        tests = [
            f"    condition {{\n      test = {dumps(test)}\n      variable = {dumps(key)}\n"
            f"      values = {text_of(written.value(_several(values)), '      ')}\n    }}\n"
            for test, keys in (one.condition or {}).items()
            for key, values in keys.items()
        ]
        blocks.append(f"  # {_note(one)}\n  statement {{\n{''.join(lines + tests)}  }}\n")
    head = f'data "aws_iam_policy_document" "{as_label(entry.name.rpartition(".")[2])}"'
    needed = written.document.get("data", {})
    sources = [f'\ndata "{type_}" "{label}" {{}}' for type_, labels in needed.items() for label in labels]
    return f"{head} {{\n" + "\n".join(blocks) + "}" + "\n".join(["", *sources] if sources else [])


class _Addressed(Written):
    """Values in which a resource that has no address gets one that is to be put right."""

    def _reference(self, value: Reference) -> str:
        if not self._addresses.get(value.resource, "").startswith(_ANY):
            return super()._reference(value)
        return f"{self._addresses[value.resource]}.{'arn' if value.attribute.endswith('Arn') else 'id'}"


def _address(key: str) -> str:
    """The address of a resource; of one that has none, as of another template, one that is to be put right."""
    name = key.rpartition(":")[2]
    return name if _ADDRESS.fullmatch(name) else f"{_ANY}{as_label(name)}"


def _cdk(language: str) -> Callable[[FunctionEntry], str]:
    return lambda entry: Writer(entry, language).text()


def _references(value: Any) -> Iterator[Reference]:
    for part in value.parts if isinstance(value, Concat) else (value,):
        if isinstance(part, Reference):
            yield part


def _several(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _note(one: Minimal) -> str:
    return clean(because(one.needs))


_WRITERS: dict[str, Callable[[FunctionEntry], str]] = {
    "yaml": _yaml,
    "sam": _sam,
    "terraform": _terraform,
    "cdk-ts": _cdk("ts"),
    "cdk-py": _cdk("py"),
}
