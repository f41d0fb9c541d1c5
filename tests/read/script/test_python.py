"""Every construct of Python means what the specification in `leastwise.read.script.nodes` says."""

import ast

import pytest
from tests.read.script.lowered import became, opaque, script

ASSIGNMENTS = {
    "a = b = c": "a = b = c",
    "a, (b, *c) = d": "(a, (b, *c)) = d",
    "[a, b] = c": "[a, b] = c",
    "a.b[c] = d": "a.b[c] = d",
    "a += 1": "a += 1",
    "a //= b": "a //= b",
    "a: int": "a: int",
    "a: dict[str, b.C | None] = {}": "a: dict[(str, (b.C | None))] = {}",
    "(a := b)": "a = b",
    "x = y = yield": "x = y = (yield)",
    "del a, b[0], (c, d.e)": "delete a, b[0], (c, d.e)",
    "global a, b": "global a, b",
    "nonlocal a": "nonlocal a",
    "type A[T] = list[T]": "A = list[T]",
}
EXPRESSIONS = {
    "1, -2, 0x1F, 1_000, 1.5, 2j, -3.0": "(1, -2, 31, 1000, 1.5, 2j, -3.0)",
    "True, False, None, ...": "(True, False, None, Ellipsis)",
    "(a,), [a, *b], {a, b}, ()": "((a,), [a, *b], set(a, b), ())",
    "{'a': 1, b: 2, 3: c, **d}": "{a: 1, [b]: 2, [3]: c, **d}",
    "a.b.c[d]['e'][0]": "a.b.c[d]['e'][0]",
    "a[1:], a[:, ::2], a[b, c]": (
        "(a[slice(1, None, None)], a[(slice(None, None, None), slice(None, None, 2))], a[(b, c)])"
    ),
    "f(a, *b, c=1, **d)": "f(a, *b, c=1, **d)",
    "f(x for x in y)": "f(generator<x for x in y>)",
    "a + b + c - d * e": "((a + b + c) - (d * e))",
    "a ** b ** c": "(a ** (b ** c))",
    "a @ b, a // b, a % b, a << b, a >> b, a & b, a | b, a ^ b": (
        "((a @ b), (a // b), (a % b), (a << b), (a >> b), (a & b), (a | b), (a ^ b))"
    ),
    "-a, +a, ~a, not a": "((- a), (+ a), (~ a), (not a))",
    "a and b and c or d": "((a and b and c) or d)",
    "a < b, a is b, a is not b, a in b, a not in b": "((a < b), (a == b), (a != b), (a in b), (a not in b))",
    "a < b() <= c": "((a < ((0) = b())) and ((0) <= c))",
    "a < b < c": "((a < b) and (b < c))",
    "a < b \\\n < c + \\\n d": "((a < b) and (b < (c + d)))",
    "f(a,  # one\n  *b,\n  # two\n)": "f(a, *b)",
    "a if b else c if d else e": "(b ? a : d ? c : e)",
    "lambda: 1": "arrow() {return 1}",
    "lambda a, *b, c=1, **d: a": "arrow(a, *b, key c=1, **d) {return a}",
    "[a for b in c if d if e for f, g in h]": "list<a for b in c if d if e for (f, g) in h>",
    "{a: b for a in c}, {a for a in c}, (a for a in c)": (
        "(dict<a: b for a in c>, set<a for a in c>, generator<a for a in c>)"
    ),
    "[a async for a in b]": "list<a for a in (await b)>",
    "await a": "(await a)",
    "f'{a}b{c!r:>{d}}{e=}{{'": "text(a, 'b', format(repr(c), text('>', d)), 'e=', repr(e), '{')",
    "f'{f\"{a}\"}'": "text(text(a))",
    "'a' 'b'": "'ab'",
    "'a' f'{b}' 'c'": "text('a', b, 'c')",
    "b'a' b'b'": "b'ab'",
    "super().f": "super().f",
}
STATEMENTS = {
    "if a:\n  b\nelif c:\n  d\nelif e:\n  pass\nelse:\n  f": "if a {b} elif c {d} elif e {} else {f}",
    "for a, *b in c:\n  break\nelse:\n  d": "for (a, *b) in c {break} else {d}",
    "for a in 1, 2: continue": "for a in (1, 2) {continue}",
    "while a:\n  b\nelse:\n  c": "while a {b} else {c}",
    "with a as b, c() as (d, e): f": "with a as b, c() as (d, e) {f}",
    "with (\n  a as b,\n  c as d,\n):\n  f": "with a as b, c as d {f}",
    "with a: b": "with a {b}",
    "try:\n  a\nexcept (A, B) as e:\n  b\nexcept:\n  c\nelse:\n  d\nfinally:\n  f": (
        "try {a} except (A, B) as e {b} except {c} else {d} finally {f}"
    ),
    "try:\n  a\nexcept* A as e:\n  b": "try {a} except A as e {b}",
    "try:\n  import a\nexcept ImportError:\n  a = None": "try {import a as a} except ImportError {a = None}",
    "raise": "raise -",
    "raise A(b) from c": "raise A(b) from c",
    "assert a, b": "if (not a) {raise AssertionError(b)}",
    "a; b": "a; b",
    "async def f():\n  async with a as b: c\n  async for d in e: g": (
        "f = async function f() {with (await a) as b {c}; for d in (await e) {g}}"
    ),
}
MATCHES = {
    "1 | -2": "(1 | -2)",
    "'a' 'b'": "'ab'",
    "a.B": "a.B",
    "_": "_",
    "a if b": "a if b",
    "[a, *b]": "[a, *b]",
    "a, *_": "(a, *_)",
    "(a)": "a",
    "{'k': v, a.B: 1, **r}": "{k: v, [a.B]: 1, **r}",
    "P(1, x=[-2])": "P(1, x=[-2])",
    "a.P() as c": "c = a.P()",
    "None | True": "(None | True)",
    "-1.5+2j": "(-1.5+2j)",
}
DECLARATIONS = {
    "def f(a, /, b: int = 1, *c, d, e=2, **g) -> h:\n  return a, b": (
        "f = function f(a, b: int=1, *c, key d, key e=2, **g) {return (a, b)}"
    ),
    "def f(a, *, b): return": "f = function f(a, key b) {return -}",
    "def f[T: int](a: T): yield a\n": "f = function* f(a: T) {(yield a)}",
    "async def f():\n  yield from a": "f = async function* f() {(yield from a)}",
    "def f():\n  def g(): yield\n  return g": "f = function f() {g = function* g() {(yield)}; return g}",
    "@a\n@b.c(1)\ndef f(): pass": "f = @a @b.c(1) function f() {}",
    "@a\nclass A(B, *c, metaclass=M, **d):\n  x: int = 1\n  y: str\n  class C: pass\n  def f(self): self.x": (
        "A = @a class A(B, *c, metaclass=M, **d) {x: int = 1; y: str; C = class C() {}; f = function f(self) {self.x}}"
    ),
    "class A[T]: pass": "A = class A() {}",
    "import a.b, c as d, e": "import a as a, a.b as -, c as d, e as e",
    "from a.b import (c, d as e,)": "import a.b#c as c, a.b#d as e",
    "from . import a": "import .#a as a",
    "from ..a import *": "import ..a#* as *",
    "from __future__ import annotations\n": "",
}
OLD = {
    "print 'a', b": "print('a', b)",
    "print >>f, a": "print(a, file=f)",
    "print": "print",
    "exec a in b": "exec(a, b)",
    "raise A, 'b'": "raise A('b')",
    "try:\n  a\nexcept A, e:\n  b": "try {a} except A as e {b}",
    "a <> b": "(a != b)",
    "x = 0777, 10L, 0xFFL": "x = (511, 10, 255)",
    "def f(a, (b, c)=d): pass": "f = function f(a, (b, c)=d) {}",
}


@pytest.mark.parametrize(("source", "meaning"), (ASSIGNMENTS | STATEMENTS | DECLARATIONS).items())
def test_it_means(source, meaning):
    found = script(source)
    assert "; ".join(became(source)) == meaning
    assert not found.unread
    assert not opaque(found.statements)


@pytest.mark.parametrize(("source", "meaning"), EXPRESSIONS.items())
def test_a_value_is(source, meaning):
    test_it_means(f"x = {source}", f"x = {meaning}")


@pytest.mark.parametrize(("source", "meaning"), OLD.items())
def test_python_2_is_read(source, meaning):
    assert became(source) == [meaning]
    assert not script(source).unread


@pytest.mark.parametrize(("pattern", "meaning"), MATCHES.items())
def test_a_case_takes_apart(pattern, meaning):
    source = f"match x, y:\n  case {pattern}:\n    z\n"
    ast.parse(source)
    assert became(source) == [f"match (x, y) {{case {meaning} {{z}}}}"]


@pytest.mark.parametrize(
    ("source", "wanted"),
    [("x = f(a)", ["f(a)", "a"]), ("é = '😀' + f(b)", ["f(b)", "b"]), ("def g(a=1):\n  return h.i", ["h.i"])],
)
def test_a_node_stands_where_it_is_written(source, wanted):
    from tests.read.script.lowered import nodes_of

    places = {source[node.span[3] : node.span[4]] for node in nodes_of(script(source).statements)}
    assert places >= set(wanted)
