"""Whatever a file holds, lowering it ends, tells what it left out, and keeps the rest."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.read.script.lowered import became, nodes_of, opaque, script

from leastwise.read.script import lowering
from leastwise.read.script.nodes import Call, Function, Listing, Name, Operation

PYTHON = """\
import boto3, os.path as p
from .a import (b as c, *)
@decorated(1, k=f"{x!r:>{w}} {y}")
class A(B, metaclass=M):
    x: int = [i for i, (j, *k) in z if i async for q in r]
    async def f(self, a, /, b=1, *args, c: list[int] = {}, **kw) -> None:
        try:
            async with a as b, c: await d.e['f'][1:2].g(*h, **i)
        except (E, F) as e: raise G from e
        else: del x, y
        finally: return lambda u: (yield u)
match s:
    case {"a": [1, *_], **r} | P(x=-1) if t: pass
    case _: x, *y = z = 1 if a < b < c else not d
"""
SCRIPT = """\
import a, {b as c} from 'd'; export {e as f} from 'g'; export default class A extends B {
  static #x = 1; constructor(private y: Z = {...w}) { super(`a${b}c`); } get [k]() { return this?.a!.b }
}
@dec() export class C { static { for (let i = 0; i < 9; i++) lab: while (1) continue lab; } }
const {p: {q = 1}, ...r} = await (async ([s, , ...t]) => s?.u?.[v] ?? /x/g)(...y), z = <T,>(a) => a as any;
enum E { A, B = 'b' } namespace N.M { export const x = 1 }
switch (a) { case 1: try { throw b } catch ({c}) { delete d.e } finally { f++ } default: g ||= (h, i) }
"""


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_broken_file_is_read_as_far_as_it_goes(data):
    source, path = data.draw(st.sampled_from([(PYTHON, "a.py"), (SCRIPT, "a.ts"), (SCRIPT, "a.tsx"), (SCRIPT, "a.js")]))
    text = source
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 30)))
        text = text[:start] + data.draw(st.text("(){}[]:;,.=*`'\"\\\n ab1@é\ud800<>?", max_size=4)) + text[end:]
    found = script(text, path, later=data.draw(st.booleans()))
    for node in nodes_of(found.statements):
        span = getattr(node, "span", None)
        assert span is None or 0 <= span[1] <= span[2] <= len(text)
    became(text, path)


@given(st.text(max_size=60), st.sampled_from(["a.py", "a.ts", "a.tsx", "a.jsx"]))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read(text, path):
    became(text, path)


@pytest.mark.parametrize(
    ("text", "path", "kept"),
    [
        ("import a\nx = = 1\ny = f(2)\n", "a.py", "y = f(2)"),
        ("def f(:\n  g()\nh()\n", "a.py", "h()"),
        ("f();\nconst = ;\ng(1);\n", "a.js", "g(1)"),
        ("f();\nclass { ( }\ng(1);\n", "a.ts", "f()"),
    ],
)
def test_what_is_not_of_the_language_is_told_and_the_rest_is_kept(text, path, kept):
    found = script(text, path)
    assert kept in "; ".join(became(text, path))
    (note, *_) = found.unread
    assert (note.kind, "syntax" in note.reason) == ("code", True)


def test_what_has_no_meaning_is_told():
    found = script("a = `b`\nc()\n")
    assert became("a = `b`\nc()\n") == ["a = <backticks>", "c()"]
    assert [(note.kind, note.line) for note in found.unread] == [("code", 1)]


def test_each_broken_place_is_told():
    found = script("a = = 1\n" * 3 + "b = 2\n")
    assert [note.line for note in found.unread] == [1, 2, 3]
    assert len(script("a = = 1\n" * 100).unread) == lowering.MAX_ERRORS


@pytest.mark.parametrize("path", ["a.py", "a.js"])
def test_long_rows_are_one_node(path):
    (items,) = script(f"[{','.join(['1'] * 10_000)}]", path).statements
    (total,) = script("+".join(["a"] * 5_000), path).statements
    assert isinstance(items, Listing)
    assert isinstance(total, Operation)
    assert (len(items.items), len(total.operands)) == (10_000, 5_000)


def test_many_branches_are_one_node():
    python = script("if a: b\n" + "".join(f"elif a == {i}: b\n" for i in range(3_000)))
    javascript = script("if (a) b;" + "".join(f"else if (a == {i}) b;" for i in range(3_000)), "a.js")
    assert [len(found.statements[0].cases) for found in (python, javascript)] == [3_001, 3_001]
    assert not python.unread + javascript.unread


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("x = " + "(" * 3_000 + "1" + ")" * 3_000, "a.py"),
        ("x = " + "not " * 3_000 + "a", "a.py"),
        ("x: " + "a[" * 3_000 + "b" + "]" * 3_000, "a.py"),
        ("a = " * 3_000 + "b", "a.py"),
        ("match x:\n  case " + "[" * 3_000 + "]" * 3_000 + ": pass", "a.py"),
        ("x = " + "{a:" * 3_000 + "1" + "}" * 3_000, "a.js"),
        ("function f() {" * 3_000 + "}" * 3_000, "a.js"),
        ("x = " + "a => " * 3_000 + "1", "a.ts"),
        ("if (a) " * 3_000 + "b", "a.js"),
        ("x = " + "<a>" * 3_000 + "</a>" * 3_000, "a.jsx"),
    ],
)
def test_what_nests_deeply_is_cut_and_told(text, path):
    found = script(text, path)
    became(text, path)
    assert {note.kind for note in found.unread} >= {"limit"} or "a[" in text
    assert any(reason in ("limit", "syntax") for reason in opaque(found.statements)) or "a[" in text


@pytest.mark.parametrize("text", ["x" + ".a()" * 5_000, "x = " + "+".join(["a-b"] * 5_000)])
def test_a_long_chain_is_cut_at_its_beginning(text):
    found = script(text, "a.js")
    assert [note.kind for note in found.unread] == ["limit"]
    assert opaque(found.statements) == ["limit"]


def test_a_bundle_is_cut_and_told(monkeypatch):
    monkeypatch.setattr(lowering, "MAX_NODES", 50)
    (note,) = script("f(a, b, c);\n" * 100, "a.js").unread
    assert note.kind == "limit"
    monkeypatch.setattr(lowering, "MAX_BYTES", 100)
    found = script("f(a, b, c);\n" * 100, "a.js")
    assert (found.statements, [note.kind for note in found.unread]) == ((), ["limit"])


@pytest.mark.parametrize(
    ("text", "path"),
    [("def f(a):\n  def g(): return h(a)\n  return g\n", "a.py"), ("function f(a) { return () => { h(a) } }", "a.js")],
)
def test_bodies_that_are_lowered_later_are_the_same(text, path):
    late = script(text, path, later=True)
    assert [node for node in late.statements if not isinstance(node.value.later, tuple)]
    assert became(text, path) == [_shown(statement) for statement in late.statements]


def test_a_body_that_is_asked_for_too_deep_is_told():
    found = script("function f() {" + "{" * 100 + "g()" + "}" * 100 + "}", "a.js", later=True)
    function = found.statements[0].value
    assert isinstance(function, Function)

    def deeper():
        try:
            return deeper()
        except RecursionError:
            return function.body

    deeper()
    assert [note.kind for note in found.unread] in ([], ["limit"])


def test_names_and_calls_of_a_file_are_all_there():
    found = script(SCRIPT, "a.ts")
    names = {node.name for node in nodes_of(found.statements) if isinstance(node, Name)}
    assert names >= {"A", "B", "C", "E", "N", "q", "r", "s", "t", "u", "w", "z"} - {"u"}
    assert sum(isinstance(node, Call) for node in nodes_of(found.statements)) >= 5


def _shown(statement):
    from leastwise.read.script.shown import shown

    return shown(statement)
