"""Configuration in JavaScript and TypeScript: what is literal is read, the rest is named, nothing is run."""

from __future__ import annotations

from typing import Any

import pytest

from leastwise.model.value import Unknown
from leastwise.read.files import MemoryFiles
from leastwise.read.serverless.files import load


def exported(text: str, path: str = "serverless.ts", **others: str) -> tuple[Any, list[str]]:
    names = {name.replace("__", "/").replace("_", "."): content for name, content in others.items()}
    value, _, notes = load(MemoryFiles({path: text, **names}), path)
    return value, [note.reason for note in notes]


@pytest.mark.parametrize(
    "text",
    [
        "module.exports = {a: 1}",
        "export default {a: 1}",
        "const c = {a: 1}; module.exports = c",
        "const c: AWS = {a: 1};\nexport default c;",
        "const c = <AWS>{a: 1};\nexport = c;",
        "const c = {a: 1} as const satisfies AWS; export { c as default }",
        "const base = {a: 1}; module.exports = {...base}",
        "const a = 1; module.exports = {a}",
        "exports.a = 1",
        "module.exports.a = 1",
        "export const a = 1",
        "import {b} from './b'; export default b",
        "import b from './b'; export default b.inner",
        "const {b} = require('./b'); module.exports = b",
        "module.exports = require('./b').b",
        "import * as all from './b'; export default all.b",
        "export {b as default} from './b'",
        "import {b} from '@lib/b'; export default b",
        "import j from './j.json'; export default j",
        "module.exports = Object.freeze({a: 1})",
    ],
)
def test_exports(text: str) -> None:
    others = {
        "b_ts": "export const b = {a: 1}; export default {inner: b}",
        "src__b_js": "export const b = {a: 1}",
        "j_json": '{"a": 1}',
        "tsconfig_json": '{"compilerOptions": {"paths": {"@lib/*": ["src/*"], /* comment */}}}',
    }
    assert exported(text, **others) == ({"a": 1}, [])


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("'a\\n\\u0041'", "a\nA"),
        ("`a${1}b${'c'}`", "a1bc"),
        ("`a${name}`", "ashop"),
        ("'a' + name + 'b'", "ashopb"),
        ("-1.5", -1.5),
        ("0x10", 16),
        ("[1, ...[2, 3], /* c */ name]", [1, 2, 3, "shop"]),
        ("{'a-b': true, 2: null, [name]: undefined}", {"a-b": True, "2": None, "shop": None}),
        ("(name)!", "shop"),
        ("process.env.TABLE", "${env:TABLE}"),
        ("process.env['TABLE']", "${env:TABLE}"),
        ("process.env.TABLE || 'orders'", "${env:TABLE, 'orders'}"),
        ("`${process.env.TABLE}-x`", "${env:TABLE}-x"),
        ("{a: {b: [5]}}.a.b[0]", 5),
        ("'ümläut'", "ümläut"),
        (r"'\uD83D\uDE42'", "🙂"),
        ("process.env.SIZE ?? 1", "${env:SIZE, 1}"),
        ("process.env.SIZE || process.env.OTHER", "${env:SIZE, env:OTHER}"),
        ('process.env.OWNER || "o\'hara"', '${env:OWNER, "o\'hara"}'),
        ("0 || 5", 5),
        ("0 ?? 5", 0),
        ("undefined ?? 5", 5),
    ],
)
def test_values(expression: str, expected: Any) -> None:
    assert exported(f"const name = 'shop'; module.exports = {{x: {expression}}}") == ({"x": expected}, [])


@pytest.mark.parametrize(
    "expression",
    [
        "fetch('x')",
        "() => 1",
        "a ? b : c",
        "new Date()",
        "class {}",
        "items.map(f)",
        "require('left-pad')",
        "nothing",
        "f() || 5",
    ],
)
def test_what_is_computed_is_named(expression: str) -> None:
    value, reasons = exported(f"module.exports = {{a: 1, x: {expression}}}")
    assert value["a"] == 1
    assert isinstance(value["x"], Unknown)
    assert len(reasons) == 1


def test_places_count_characters() -> None:
    text = "// ümläut 🙂\nmodule.exports = {\n  a: 'ö',\n  b: {c: 1},\n}\n"
    value, _ = exported(text)
    source, start, end, begin, stop = value.span("b")
    assert (text[start:end], text[begin:stop]) == ("b", "{c: 1}")
    assert source.position(start) == (4, 3)


def test_values_of_another_module_stand_in_it() -> None:
    value, _ = exported("import {b} from './b'; module.exports = {b}", b_ts="export const b = {\n  a: 1}")
    source, *_, start, _ = value["b"].span("a")
    assert (source.path, source.position(start)) == ("b.ts", (2, 6))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "module.exports =",
        "const a = b; const b = a; module.exports = a",
        "module.exports = " + "[" * 3_000,
        "module.exports = {a: " * 500,
        "import {a} from './serverless'; export const a2 = a; export default a2",
        "module.exports = '" + "x" * 100_000,
        "const a = [1,2,3]; const b = [...a,...a]; module.exports = {b, ...b}",
        "\xff\ufffe",
    ],
)
def test_broken_and_hostile_modules_never_raise(text: str) -> None:
    exported(text)


def test_modules_outside_the_root_are_not_read() -> None:
    value, reasons = exported("import {a} from '../../etc/a'; module.exports = {a}")
    assert isinstance(value["a"], Unknown)
    assert len(reasons) == 1


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"const a{n} = a{n + 1};" for n in range(2_000)) + "module.exports = a0",
        "module.exports = " + "+".join(["'a'"] * 3_000),
        "module.exports = x" + ".y" * 3_000,
        "module.exports = " + "(" * 2_000 + "1" + ")" * 2_000,
        "const a = [1]; " + "".join(f"const a{n} = [...{'a' + str(n - 1) if n else 'a'}, ...{'a' + str(n - 1) if n else 'a'}];" for n in range(25))
        + "module.exports = a24",
    ],
)  # fmt: skip
def test_what_is_too_deep_or_too_large_is_cut(text: str) -> None:
    value, reasons = exported(text)
    assert isinstance(value, (Unknown, list))
    assert reasons


def test_a_long_chain_of_modules_is_cut() -> None:
    files = {f"m{n}.ts": f"export {{a}} from './m{n + 1}'" for n in range(300)}
    value, _, notes = load(
        MemoryFiles({**files, "serverless.ts": "export {a as default} from './m0'"}), "serverless.ts"
    )
    assert isinstance(value, Unknown)
    assert notes
