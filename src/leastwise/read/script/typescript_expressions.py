"""Expressions and targets of TypeScript and JavaScript."""

from __future__ import annotations

from typing import Any, ClassVar

from leastwise.read.script.jsx import Jsx
from leastwise.read.script.lowering import Lowering, Table
from leastwise.read.script.nodes import (
    Assign,
    Attribute,
    Call,
    Delete,
    Either,
    Expr,
    Function,
    Index,
    Joined,
    Listing,
    Literal,
    Mapping,
    Name,
    Opaque,
    Operation,
    Spread,
)
from leastwise.read.script.syntax import number

_CONSTANTS = {"true": True, "false": False, "null": None, "undefined": None}
_CHAINED = ("?.", "optional_chain")
_AUGMENTED = {"&&=": "and", "||=": "or"}


class TypeScriptExpressions(Jsx):
    """What has a value, and what takes one. See `leastwise.read.script.typescript` for statements."""

    def function(self, node: Any) -> Function:
        """A function, method or arrow."""
        raise NotImplementedError

    def _constant(self, node: Any) -> Expr:
        return Literal(_CONSTANTS[node.type], self.span(node))

    def _number(self, node: Any) -> Expr:
        return Literal(number(self.text(node)), self.span(node))

    def name(self, node: Any) -> Expr:
        """A variable."""
        return Name(self.text(node), self.span(node))

    def _meta(self, node: Any) -> Expr:
        """`import.meta`, `new.target`."""
        first, _, name = self.text(node).partition(".")
        span = self.span(node)
        return Attribute(Name(first.strip(), span), name.strip(), span)

    def _regex(self, node: Any) -> Expr:
        span = self.span(node)
        parts = [Literal(self.text(part), self.span(part)) for part in node.named_children]
        return Call(Name("RegExp", span), tuple(parts), None, span, new=True)

    def _pieces(self, node: Any) -> tuple[list[str], list[Expr]]:
        """The texts of a template and, one less, the values between them."""
        texts, values = [""], []
        for child in node.named_children:
            if child.type == "template_substitution":
                values.append(self.inner(child))
                texts.append("")
            else:
                texts[-1] += self.piece(child)
        return texts, values

    def _template(self, node: Any) -> Expr:
        texts, values = self._pieces(node)
        span = self.span(node)
        if not values:
            return Literal(texts[0], span)
        parts: list[Expr] = [Literal(texts[0], span)] if texts[0] else []
        for text, value in zip(texts[1:], values, strict=True):
            parts += [value, Literal(text, span)] if text else [value]
        return Joined(tuple(parts), span)

    def _array(self, node: Any) -> Expr:
        """An array, or a pattern of one, with its holes."""
        items: list[Expr] = []
        empty = True
        for child in node.children:
            if child.type == ",":
                items += [Literal(None, self.span(child))] if empty else []
                empty = True
            elif child.is_named and child.type != "comment":
                items.append(self.value(child))
                empty = False
        return Listing(tuple(items), self.span(node))

    def _spread(self, node: Any) -> Expr:
        return Spread(self.inner(node), self.span(node))

    def _default(self, node: Any) -> Expr:
        """A target with a default: `a = 1`."""
        return Assign(self.part(node, "left"), self.part(node, "right"), self.span(node))

    def _ternary(self, node: Any) -> Expr:
        cases: list[tuple[Expr, Expr]] = []
        span = self.span(node)
        while node is not None and node.type == "ternary_expression":
            cases.append((self.part(node, "condition"), self.part(node, "consequence")))
            node = node.child_by_field_name("alternative")
        return Either(tuple(cases), self.value(node) if node is not None else Opaque(span, "syntax"), span)

    def _call(self, node: Any, callee: Expr) -> Expr:
        given = node.child_by_field_name("arguments")
        span = self.span(node)
        if given is not None and given.type == "template_string":
            return self._tagged(given, callee, span)
        arguments = self.values(given) if given is not None else ()
        return Call(callee, arguments, None, span, optional=any(c.type in _CHAINED for c in node.children))

    def _tagged(self, given: Any, callee: Expr, span: Any) -> Expr:
        texts, values = self._pieces(given)
        strings = Listing(tuple(Literal(text, self.span(given)) for text in texts), self.span(given))
        return Call(callee, (strings, *values), None, span)

    def _new(self, node: Any) -> Expr:
        given = node.child_by_field_name("arguments")
        arguments = self.values(given) if given is not None else ()
        return Call(self.part(node, "constructor"), arguments, None, self.span(node), new=True)

    def _member(self, node: Any, inner: Expr) -> Expr:
        name = node.child_by_field_name("property")
        optional = node.child_by_field_name("optional_chain") is not None
        return Attribute(inner, self.text(name) if name is not None else "", self.span(node), optional)

    def _subscript(self, node: Any, inner: Expr) -> Expr:
        key = self.part(node, "index")
        optional = node.child_by_field_name("optional_chain") is not None
        if isinstance(key, Literal) and isinstance(key.value, str):
            return Attribute(inner, key.value, self.span(node), optional)
        return Index(inner, key, self.span(node), optional)

    def _same(self, node: Any, inner: Expr) -> Expr:
        return inner

    def _last(self, node: Any) -> Expr:
        """What is asserted to be of a type: `<T>value`."""
        parts = self.parts(node)
        return self.value(parts[-1]) if parts else Opaque(self.span(node), "syntax")

    def _sequence(self, node: Any) -> Expr:
        return Operation(",", self.values(node), self.span(node))

    def _unary(self, node: Any) -> Expr:
        sign = node.child_by_field_name("operator")
        operator = sign.type if sign is not None else "!"
        value, span = self.part(node, "argument"), self.span(node)
        if operator == "delete":
            return Delete((value,), span)
        if isinstance(value, Literal):
            if operator == "void":
                return Literal(None, span)
            if operator == "-" and isinstance(value.value, (int, float)):
                return Literal(-value.value, span)
        if operator == "void":
            return Operation(",", (value, Literal(None, span)), span)
        return Operation("not" if operator == "!" else operator, (value,), span)

    def _await(self, node: Any) -> Expr:
        return Operation("await", (self.inner(node),), self.span(node))

    def _yield(self, node: Any) -> Expr:
        operator = "yield from" if any(child.type == "*" for child in node.children) else "yield"
        return Operation(operator, self.values(node), self.span(node))

    def _assignment(self, node: Any) -> Expr:
        return Assign(self.part(node, "left"), self.part(node, "right"), self.span(node))

    def _augmented(self, node: Any) -> Expr:
        sign = node.child_by_field_name("operator")
        operator = sign.type if sign is not None else "+="
        operator = _AUGMENTED.get(operator, operator[:-1])
        return Assign(self.part(node, "left"), self.part(node, "right"), self.span(node), operator)

    def step(self, node: Any) -> Assign:
        """`x++` where nobody takes its value."""
        sign, span = node.child_by_field_name("operator"), self.span(node)
        operator = sign.type[0] if sign is not None else "+"
        return Assign(self.part(node, "argument"), Literal(1, span), span, operator)

    def _update(self, node: Any) -> Expr:
        made = self.step(node)
        if node.children[0].type in ("++", "--"):
            return made
        return Operation("-" if made.operator == "+" else "+", (made, made.value), made.span)

    def _object(self, node: Any) -> Expr:
        """An object, or a pattern of one."""
        entries: list[tuple[Any, Expr, Any]] = []
        for child in self.parts(node):
            kind = child.type
            if kind in ("pair", "pair_pattern"):
                key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
                if key is not None and value is not None:
                    entries.append((self.key(key), self.value(value), self.entry(key, value)))
            elif kind in ("spread_element", "rest_pattern"):
                entries.append((None, self.inner(child), self.span(child)))
            elif kind == "method_definition":
                key = child.child_by_field_name("name")
                if key is not None:
                    entries.append((self.key(key), self.function(child), self.entry(key, child)))
            elif kind == "object_assignment_pattern":
                target = self._default(child)
                name = target.target.name if isinstance(target.target, Name) else ""
                entries.append((name, target, self.span(child)))
            elif kind in ("shorthand_property_identifier", "shorthand_property_identifier_pattern"):
                entries.append((self.text(child), self.value(child), self.span(child)))
            else:
                entries.append((None, self.value(child), self.span(child)))
        return Mapping(tuple(entries), self.span(node))

    def key(self, node: Any) -> str | Expr:
        """The name of a property; an expression where it is worked out."""
        if node.type == "computed_property_name":
            found = self.inner(node)
            return found.value if isinstance(found, Literal) and isinstance(found.value, str) else found
        if node.type == "string":
            return self.string(node)
        if node.type == "number":
            value = number(self.text(node))
            return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
        return self.text(node)

    expressions: ClassVar[Table] = Jsx.expressions | {
        "array": _array,
        "array_pattern": _array,
        "assignment_expression": _assignment,
        "assignment_pattern": _default,
        "augmented_assignment_expression": _augmented,
        "await_expression": _await,
        "false": _constant,
        "identifier": name,
        "import": name,
        "instantiation_expression": Lowering.inner,
        "meta_property": _meta,
        "new_expression": _new,
        "null": _constant,
        "number": _number,
        "object": _object,
        "object_assignment_pattern": _default,
        "object_pattern": _object,
        "parenthesized_expression": Lowering.inner,
        "private_property_identifier": name,
        "regex": _regex,
        "rest_pattern": _spread,
        "sequence_expression": _sequence,
        "shorthand_property_identifier": name,
        "shorthand_property_identifier_pattern": name,
        "spread_element": _spread,
        "super": name,
        "template_string": _template,
        "ternary_expression": _ternary,
        "this": name,
        "true": _constant,
        "type_assertion": _last,
        "unary_expression": _unary,
        "undefined": _constant,
        "update_expression": _update,
        "yield_expression": _yield,
    }

    links: ClassVar[Table] = {
        "as_expression": ("", _same),
        "binary_expression": ("left", None),
        "call_expression": ("function", _call),
        "member_expression": ("object", _member),
        "non_null_expression": ("", _same),
        "satisfies_expression": ("", _same),
        "subscript_expression": ("object", _subscript),
    }
