"""The small language that Python, JavaScript and TypeScript sources are lowered to. This text is its specification.

A source is a tuple of statements. What has no meaning when a program runs (types, comments, interfaces, overloads) is
not in it. What is not a node of its own is written with those that there are, where that means the same:

=============================================  =======================================================================
`def f(): …`, `class A: …`, `function f() {}`  `Assign` of a `Function` or `Class` to a `Name`; in JavaScript, functions
                                               come first in their block, as they are bound before it runs
`x += 1`, `a ??= b`, `x++`                     `Assign` with an `operator`; where somebody takes the value of `x++`,
                                               one is taken off again
`(x := 1)`, `f(a = 1)` of JavaScript           `Assign` is an expression too: its value is what was assigned
`a < b < c`                                    `and` of two comparisons; `b` is kept in a name with parentheses
`x[1:2]`                                       `Index` by a call of `slice`
`f"{x!r:>5}"`                                  `Joined` of calls of `repr` and `format`
`assert t, m`                                  `If` with `Raise`
`print x`, `exec code` of Python 2             `Call`
`if (a) {} else if (b) {}`, `a ? b : c ? d : e`  one `If`, one `Either`, however many branches there are
`{ let x }`                                    `If` of what is true
`for (a; b; c) {}`                             `a`, then `While` with an `update`
`for await`, `async for`, `async with`         what is gone through, or entered, is awaited: `Operation("await")`
`/x/g`                                         `new RegExp("x", "g")`
``f`a${b}` ``                                  `f([…], b)`
`a["b"]` of JavaScript                         `Attribute`
`import("m")`, `import.meta`                   a call of the name `import`, an attribute of it; so `new.target`
`<A b={c}>d</A>`                               `jsx(A, {b: c}, "d")`; of a lower-case name, its text
`enum E { A }`                                 `Mapping` of names to values
`namespace N {}`                               a call of a function that gives a `Mapping` of what is exported
`export { a as b } from "m"`                   `Import` of a name with parentheses, and `Export` of it
`export = x`                                   `module.exports = x`
`constructor(private x)`                       `this.x = x` at the beginning of the constructor
`undefined`, `null`, `None`, a hole            `Literal(None)`
`===`, `is`; `!==`, `is not`, `<>`; `&&`, `!`  `==`; `!=`; `and`; `not`
=============================================  =======================================================================

A target (of `Assign`, `For`, `With`, `Each`, a parameter, a handler) is a `Name`, an `Attribute`, an `Index`, a
`Listing` or `Mapping` of targets, which take a value apart, a `Spread` of the target that gets the rest in one of
these, an `Assign` for a target with a default, or a `Literal` for what nobody takes.

Names are as written, also `self`, `cls`, `this` and `super`. Names with parentheses stand in no source. Nodes are not
changed once they are made. Blocks and expressions nest no deeper than `MAX_DEPTH`, chains of calls and attributes have
no more than `MAX_CHAIN` links (`leastwise.read.script.lowering`): whoever follows them by recursion counts on that.
"""

from __future__ import annotations

from leastwise.read.script.expressions import (
    Assign,
    Attribute,
    Body,
    Call,
    Class,
    Delete,
    Each,
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
    Parameter,
    Spread,
    Stmt,
)
from leastwise.read.script.statements import (
    Export,
    For,
    Global,
    If,
    Import,
    Jump,
    Labelled,
    Member,
    Raise,
    Return,
    Switch,
    Try,
    While,
    With,
    bodies,
)

__all__ = [
    "Assign",
    "Attribute",
    "Body",
    "Call",
    "Class",
    "Delete",
    "Each",
    "Either",
    "Export",
    "Expr",
    "For",
    "Function",
    "Global",
    "If",
    "Import",
    "Index",
    "Joined",
    "Jump",
    "Labelled",
    "Listing",
    "Literal",
    "Mapping",
    "Member",
    "Name",
    "Opaque",
    "Operation",
    "Parameter",
    "Raise",
    "Return",
    "Spread",
    "Stmt",
    "Switch",
    "Try",
    "While",
    "With",
    "bodies",
]
