"""Where variables and CloudFormation's functions meet."""

from __future__ import annotations

import re
from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Concat, Map, Seq, Symbol
from leastwise.read.expand.values import having

_PSEUDO = re.compile(r"#\{([A-Za-z0-9:.]+)\}")


def is_function(value: Any) -> bool:
    """Whether a value is a call of one of CloudFormation's functions."""
    if value.__class__ is not Map or len(value) != 1:
        return False
    name = next(iter(value))
    return name == "Ref" or name.startswith("Fn::")


def pseudo(value: Any, span: Span) -> Any:
    """`#{AWS::Region}` and `#{Resource.Arn}`, as the plugin serverless-pseudo-parameters reads them.

    https://github.com/svdgraaf/serverless-pseudo-parameters
    """
    parts = value.parts if isinstance(value, Concat) else (value,)
    if not any(isinstance(part, str) and _PSEUDO.search(part) for part in parts):
        return value
    parts = tuple(_PSEUDO.sub(r"${\1}", part) if isinstance(part, str) else part for part in parts)
    return Map(span, {"Fn::Sub": substituted(parts, span)})


def substituted(parts: tuple[Any, ...], span: Span) -> Any:
    """What `Fn::Sub` takes for a text in which some pieces are symbols."""
    text, variables = "", Map(span)
    for part in parts:
        if isinstance(part, Symbol):
            variables[f"Leastwise{len(variables)}"] = part
            text += f"${{Leastwise{len(variables) - 1}}}"
        else:
            text += part
    return Seq(span, [text, variables]) if variables else text


def mended(resolver: Any, node: Map) -> Map:
    """A mapping with one entry: functions whose text was cut at a variable, or has become a symbol, are put right."""
    name, argument = next(iter(node.items()))
    if name == "Fn::Sub":
        text = argument[0] if argument.__class__ is Seq and argument else argument
        if isinstance(text, Symbol):
            found = substituted(text.parts if isinstance(text, Concat) else (text,), node.home)
            if argument is not text and isinstance(found, Seq) and len(argument) > 1 and isinstance(argument[1], Map):
                found[1].update(argument[1])
            node = having(node, name, found)
    elif name == "Fn::GetAtt" and _is_cut(argument):
        text = resolver.value(".".join(argument), argument.home)
        if isinstance(text, str) and "." in text:
            node = having(node, name, Seq(argument.home, text.split(".", 1)))
    return node


def _is_cut(argument: Any) -> bool:
    """Whether a short form was cut inside a variable: at its first dot."""
    return (
        argument.__class__ is Seq
        and len(argument) == 2
        and all(isinstance(part, str) for part in argument)
        and "${" in argument[0]
        and "}" in argument[1]
    )
