"""The values of a template: intrinsic functions evaluated, what stays open as symbols.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from leastwise.model.finding import Unread
from leastwise.model.source import Span
from leastwise.model.value import TOO_LONG, Concat, DynamicReference, Import, Map, Seq, Symbol, Unknown, concat, display
from leastwise.read.cloudformation.scope import NO_VALUE, Scope

_SUB = re.compile(r"\$\{(!?)([^${}]*)\}")
_DYNAMIC = re.compile(r"\{\{resolve:(ssm-secure|ssm|secretsmanager):([^{}]*)\}\}")
MAX_MADE = 4_000_000
"""Characters that the functions of one stack may make: a text that is put in a thousand times grows without bound."""

_SHORT = 100

_CONDITION_FUNCTIONS = frozenset({"Fn::And", "Fn::Or", "Fn::Not", "Fn::Equals", "Condition"})


class Evaluator:
    """Evaluates the values of one stack."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.made = 0
        self.full = False
        scope.evaluate = self.value

    def value(self, node: Any) -> Any:
        """A value with its functions evaluated. What holds no function is returned as it is, not copied."""
        kind = node.__class__
        if kind is str:
            return self._text(node) if "{{resolve:" in node else node
        if kind is Map:
            if len(node) == 1:
                name = next(iter(node))
                function = _FUNCTIONS.get(name)
                if function is not None:
                    return function(self, node[name], node)
                if name.startswith("Fn::") and name not in _CONDITION_FUNCTIONS:
                    return self._unknown_function(name, node)
            return self._map(node)
        if kind is Seq:
            return self._seq(node)
        return node

    def _map(self, node: Map) -> Map:
        changed: Map | None = None
        for key, item in node.items():
            if item.__class__ in _LEAVES and not (item.__class__ is str and "{{resolve:" in item):
                continue
            new = self.value(item)
            if new is not item:
                if changed is None:
                    changed = node.copy()
                if new is NO_VALUE:
                    del changed[key]
                else:
                    changed[key] = new
        return node if changed is None else changed

    def _seq(self, node: Seq) -> Seq:
        new = [self.value(item) for item in node]
        if all(a is b for a, b in zip(new, node, strict=True)):
            return node
        changed = Seq(node.home)
        for index, item in enumerate(new):
            if item is not NO_VALUE:
                changed.put(item, node.span(index))
        return changed

    def _unknown_function(self, name: str, node: Map) -> Unknown:
        if name == "Fn::Transform":
            self.scope.note(node.home, "a macro is called here; macros are not run, so what it returns is not seen")
        else:
            self.scope.note(node.home, f"{name} is no function that is known here; its value is taken as unknown")
        return Unknown(f"{name} is not evaluated")

    def _text(self, text: str) -> str | Symbol:
        """A text in which dynamic references have become symbols."""
        parts: list[str | Symbol] = []
        position = 0
        for match in _DYNAMIC.finditer(text):
            parts += (text[position : match.start()], DynamicReference(match[1], match[2]))
            position = match.end()
        return concat([*parts, text[position:]])

    def _ref(self, name: Any, node: Map) -> Any:
        if not isinstance(name, str):
            return Unknown("Ref names nothing")
        return self._counted(self.scope.ref(name, node.home), node.home)

    def _get_att(self, argument: Any, node: Map) -> Any:
        if isinstance(argument, str):
            argument = argument.split(".", 1)
        if isinstance(argument, list) and len(argument) == 2 and isinstance(argument[0], str):
            attribute = self.value(argument[1])
            if isinstance(attribute, str):
                return self.scope.attribute(argument[0], attribute, node.home)
        return Unknown("Fn::GetAtt takes a resource and an attribute")

    def _sub(self, argument: Any, node: Map) -> Any:
        variables: Map | dict[str, Any] = {}
        if isinstance(argument, Seq) and argument:
            if len(argument) > 1 and isinstance(argument[1], Map):
                variables = argument[1]
            argument = argument[0]
        if not isinstance(argument, str):
            return Unknown("Fn::Sub takes a text")
        return self._substituted(argument, variables, node.home)

    def _substituted(self, text: str, variables: dict[str, Any], home: Span) -> Any:
        parts: list[Any] = []
        position = 0
        for match in _SUB.finditer(text):
            parts.append(text[position : match.start()])
            position = match.end()
            name = match[2].strip()
            if match[1]:
                parts.append("${" + name + "}")
            elif name in variables:
                parts.append(self.value(variables[name]))
            elif "." in name:
                resource, _, attribute = name.partition(".")
                parts.append(self.scope.attribute(resource, attribute, home))
            else:
                parts.append(self.scope.ref(name, home))
        parts.append(text[position:])
        joined = self._together(("" if part is NO_VALUE else part for part in parts), home)
        return self._text(joined) if isinstance(joined, str) and "{{resolve:" in joined else joined

    def _join(self, argument: Any, node: Map) -> Any:
        if not (isinstance(argument, Seq) and len(argument) == 2 and isinstance(argument[0], str)):
            return Unknown("Fn::Join takes a delimiter and a list")
        items = self.value(argument[1])
        if not isinstance(items, Seq):
            return items if isinstance(items, Unknown) else Unknown("Fn::Join of a list that is not known")
        parts: list[Any] = []
        for item in items:
            parts += (argument[0], item)
        joined = self._together(parts[1:], node.home)
        return self._text(joined) if isinstance(joined, str) and "{{resolve:" in joined else joined

    def _select(self, argument: Any, node: Map) -> Any:
        if not (isinstance(argument, Seq) and len(argument) == 2):
            return Unknown("Fn::Select takes an index and a list")
        index, items = self.value(argument[0]), self.value(argument[1])
        if (
            isinstance(items, Seq)
            and isinstance(index, (int, str))
            and str(index).isdecimal()
            and len(str(index)) < 10
            and int(index) < len(items)
        ):
            return items[int(index)]
        return items if isinstance(items, Unknown) else Unknown("Fn::Select from a list that is not known")

    def _split(self, argument: Any, node: Map) -> Any:
        if not (isinstance(argument, Seq) and len(argument) == 2 and isinstance(argument[0], str) and argument[0]):
            return Unknown("Fn::Split takes a delimiter and a text")
        text = self.value(argument[1])
        if isinstance(text, str):
            return Seq(node.home, text.split(argument[0]))
        if argument[0] == ":" and (parts := self.scope.arn(text, node.home)):
            return parts
        about = (text,) if isinstance(text, Symbol) else ()
        return Unknown("Fn::Split of a text that is not known", about)

    def _find_in_map(self, argument: Any, node: Map) -> Any:
        if not (isinstance(argument, Seq) and len(argument) >= 3):
            return Unknown("Fn::FindInMap takes a mapping and two keys")
        name, first, second = (self.value(part) for part in argument[:3])
        default = (
            self.value(argument[3].get("DefaultValue", NO_VALUE))
            if len(argument) > 3 and isinstance(argument[3], Map)
            else NO_VALUE
        )
        table = self.scope.mappings.get(name) if isinstance(name, str) else None
        if not isinstance(table, Map):
            return Unknown("Fn::FindInMap in a mapping that is not known")
        rows = [table.get(str(first))] if not isinstance(first, Symbol) else list(table.values())
        if isinstance(second, (Symbol, Map, Seq)) or isinstance(first, (Map, Seq)):
            return Unknown("Fn::FindInMap with a key that is not known")
        found = [row[str(second)] if isinstance(row, Map) and str(second) in row else default for row in rows]
        if found and found[0] is not NO_VALUE and all(item == found[0] for item in found):
            return self._mapped(found[0], node.home)
        return Unknown("Fn::FindInMap with a key that is not known, or not in the mapping")

    def _mapped(self, found: Any, home: Span) -> Any:
        """What stands in a mapping: a text or a list of texts. Functions are not allowed there and could go in circles.

        https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/mappings-section-structure.html
        """
        if isinstance(found, Map):
            return Unknown("a mapping holds texts and lists of texts only")
        if isinstance(found, Seq):
            self.made += len(found)
            if self.made > MAX_MADE:
                return self._too_much(home)
            if any(isinstance(item, (Map, Seq)) for item in found):
                return Unknown("a mapping holds texts and lists of texts only")
        return self._counted(self.value(found), home)

    def _counted(self, value: Any, home: Span) -> Any:
        """A value that is put in; long texts count, as nothing says how often they are put in."""
        if value.__class__ is str and len(value) > _SHORT:
            self.made += len(value)
            return value if self.made <= MAX_MADE else self._too_much(home)
        return value

    def _together(self, parts: Iterable[Any], home: Span) -> Any:
        """Parts as one text, as long as the stack does not hold more such text than any deployed one."""
        joined = concat(parts)
        if joined.__class__ is str:
            self.made += len(joined)
        elif isinstance(joined, Unknown) and joined.reason == TOO_LONG:
            return self._too_much(home)
        elif isinstance(joined, Concat):
            self.made += sum(len(part) if isinstance(part, str) else 1 for part in joined.parts)
        return joined if self.made <= MAX_MADE else self._too_much(home)

    def _too_much(self, home: Span) -> Unknown:
        reason = f"the functions of this stack make more than {MAX_MADE:,} characters; the rest is taken as unknown"
        if not self.full:
            self.full = True
            source, start = home[0], home[1]
            self.scope.notes.append(Unread(source.path, source.position(start)[0], "limit", reason))
        return Unknown(reason)

    def _if(self, argument: Any, node: Map) -> Any:
        if not (isinstance(argument, Seq) and len(argument) == 3 and isinstance(argument[0], str)):
            return Unknown("Fn::If takes a condition and two values")
        return self.value(argument[1 if self.scope.condition(argument[0]) else 2])

    def _import(self, argument: Any, node: Map) -> Any:
        name = self.value(argument)
        if not isinstance(name, str):
            return Import(display(name)) if isinstance(name, Symbol) else Unknown("Fn::ImportValue takes a name")
        return self.scope.imported(name)

    def _base64(self, argument: Any, node: Map) -> Any:
        text = self.value(argument)
        if not isinstance(text, str):
            return text if isinstance(text, Symbol) else Unknown("Fn::Base64 takes a text")
        from base64 import b64encode

        return b64encode(text.encode("utf-8", "surrogatepass")).decode()

    def _cidr(self, argument: Any, node: Map) -> Any:
        items = self.value(argument)
        if (
            isinstance(items, Seq)
            and 2 <= len(items) <= 3
            and not any(isinstance(i, (Symbol, Map, Seq)) for i in items)
        ):
            from leastwise.read.cloudformation.cidr import subnets

            found = subnets(*items)
            if found is not None:
                return Seq(node.home, found)
        return Unknown("Fn::Cidr of a block that is not known")

    def _get_azs(self, argument: Any, node: Map) -> Any:
        return Unknown("availability zones are known only in the account")

    def _length(self, argument: Any, node: Map) -> Any:
        items = self.value(argument)
        return len(items) if isinstance(items, Seq) else Unknown("Fn::Length of a list that is not known")

    def _to_json(self, argument: Any, node: Map) -> Any:
        # Kept as the container: whoever reads a policy or definition takes both, and the places are not lost.
        return self.value(argument)


_LEAVES = frozenset({str, int, float, bool, type(None)})

_FUNCTIONS: dict[str, Callable[[Evaluator, Any, Map], Any]] = {
    "Ref": Evaluator._ref,
    "Fn::GetAtt": Evaluator._get_att,
    "Fn::Sub": Evaluator._sub,
    "Fn::Join": Evaluator._join,
    "Fn::Select": Evaluator._select,
    "Fn::Split": Evaluator._split,
    "Fn::FindInMap": Evaluator._find_in_map,
    "Fn::If": Evaluator._if,
    "Fn::ImportValue": Evaluator._import,
    "Fn::Base64": Evaluator._base64,
    "Fn::Cidr": Evaluator._cidr,
    "Fn::GetAZs": Evaluator._get_azs,
    "Fn::Length": Evaluator._length,
    "Fn::ToJsonString": Evaluator._to_json,
}
