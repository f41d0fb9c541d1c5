"""Values of the model as they are written into a template: symbols become functions again.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeGuard

from leastwise.model.errors import PatchError
from leastwise.model.record import record
from leastwise.model.resource import Property
from leastwise.model.value import Concat, DynamicReference, Import, Parameter, Reference, Symbol, display
from leastwise.patch.change import same
from leastwise.patch.plan import plain


@record
class Terms:
    """How a template speaks of what stands beside it.

    Attributes:
        stack: key of the stack that is written for.
        name: what the template calls the resource with a key.
        copy: what is written at a property.
    """

    stack: str
    name: Callable[[str], str]
    copy: Callable[[Property], Any]


def lowered(value: Any, terms: Terms) -> Any:
    """A value as it is written in a template. A property stands for what is written there.

    Raises:
        PatchError: nothing that a template can say comes to this value.
    """
    if isinstance(value, dict):
        return {key: lowered(item, terms) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [lowered(item, terms) for item in value]
    match value:
        case Property():
            return terms.copy(value)
        case Reference(resource, "Ref"):
            return {"Ref": terms.name(resource)}
        case Reference(resource, attribute):
            return {"Fn::GetAtt": [terms.name(resource), attribute]}
        case Parameter(parameter):
            return {"Ref": _own(parameter, terms)}
        case DynamicReference(service, key):
            return f"{{{{resolve:{service}:{key}}}}}"
        case Import(export) if "${" not in export:
            return {"Fn::ImportValue": export}
        case Concat(parts):
            imports = {f"Imported{re.sub('[^A-Za-z0-9]', '', part.name)}": part for part in parts if _importable(part)}
            text = "".join(_part(part, terms, imports) for part in parts)
            values = {name: {"Fn::ImportValue": part.name} for name, part in imports.items()}
            return {"Fn::Sub": [text, values] if values else text}
        case Symbol():
            raise PatchError(f"the value {display(value)} cannot be written in a template")
    return value


def _importable(part: object) -> TypeGuard[Import]:
    return isinstance(part, Import) and "${" not in part.name


def _part(part: str | Symbol, terms: Terms, imports: Mapping[str, Import]) -> str:
    match part:
        case Import() if part in imports.values():
            return f"${{{next(name for name, one in imports.items() if one == part)}}}"
        case str():
            return part.replace("${", "${!")
        case Reference(resource, attribute):
            return f"${{{terms.name(resource)}}}" if attribute == "Ref" else f"${{{terms.name(resource)}.{attribute}}}"
        case Parameter(parameter):
            return f"${{{_own(parameter, terms)}}}"
        case DynamicReference(service, key):
            return f"{{{{resolve:{service}:{key}}}}}"
    raise PatchError(f"{display(part)} cannot be written as a part of a text")


def _own(parameter: str, terms: Terms) -> str:
    """The name of a parameter in its template: those of nested stacks have that of the stack before them."""
    return parameter.removeprefix(f"{terms.stack}.")


def kept(raw: Any, old: Any, new: Any, lower: Callable[[Any], Any]) -> Any:
    """A new value in which everything that was there before is written as it was, functions included.

    Args:
        raw: what is written there.
        old: what it comes to.
        new: what it is to come to.
        lower: writes what is new.
    """
    if same(old, new):
        return plain(raw)
    if isinstance(raw, dict) and isinstance(old, dict) and isinstance(new, dict):
        return {
            key: kept(raw[key], old[key], item, lower) if key in raw and key in old else lower(item)
            for key, item in new.items()
        }
    if isinstance(raw, list) and isinstance(old, list) and isinstance(new, list) and len(raw) == len(old):
        found = []
        for item in new:
            index = next((n for n, known in enumerate(old) if same(known, item)), None)
            found.append(lower(item) if index is None else plain(raw[index]))
        return found
    return lower(new)
