"""Programs that are long, deep, endless or strange: bounded, said so, and the same each time."""

import pytest
from tests.code.interpreter.programs import Uses, analysed, uses

from leastwise.code.interpreter.machine import MAX_STEPS

HEAD = "from lib import use\ndef handler(event, context):\n"


def test_many_branches():
    branches = "".join(f"    if event['k'] == 'k{i}': return use('v{i}')\n" for i in range(3_000))
    analysis = analysed({"app.py": HEAD + branches})
    assert len(analysis.entries[0].calls) == 3_000


def test_many_branches_that_write():
    branches = "".join(f"    if event['k{i}']: x{i} = {i}\n" for i in range(5_000))
    (entry,) = analysed({"app.py": HEAD + branches}).entries
    assert entry.steps < MAX_STEPS
    assert not entry.uncertain


def test_more_branches_than_are_followed():
    branches = "".join(f"    if event['k'] == 'k{i}': return use('v{i}')\n" for i in range(10_000))
    (entry,) = analysed({"app.py": HEAD + branches}).entries
    assert len(entry.calls) > 3_000
    assert any("limit of steps" in note.reason for note in entry.uncertain)


def test_work_between_steps_counts():
    names = ", ".join(f"x{i}" for i in range(2_000))
    text = f"from lib import use\n{names.replace(',', ' =')} = 0\ndef handler(event, context):\n    global {names}\n"
    text += "".join(f"    x{i} = event['a']\n    if event['b{i}']: return use({i})\n" for i in range(2_000))
    (entry,) = analysed({"app.py": text}).entries
    assert entry.steps < MAX_STEPS // 2
    assert any("limit of steps" in note.reason for note in entry.uncertain)


def test_switch_of_which_every_case_writes_another_entry():
    cases = "".join(f"case '{i}': s.k{i} = lib.f(s); break;\n" for i in range(1_500))
    text = (
        "const lib = require('lib');\nexports.handler = async e => { let s = {};\nswitch (e.x) {\n"
        + cases
        + "}\nlib.g(s) }\n"
    )
    (entry,) = analysed({"app.js": text}).entries
    assert len(entry.calls) == 1_501


def test_calls_that_double():
    functions = "".join(f"def f{i}(x): f{i + 1}(x); f{i + 1}(x)\n" for i in range(30))
    text = f"from lib import use\n{functions}def f30(x): use(x)\ndef handler(e, c): f0(1)\n"
    assert uses(text, "app.py") == ["1"]


def test_calls_that_are_too_deep():
    functions = "".join(f"def f{i}(x): f{i + 1}(x)\n" for i in range(60))
    (entry,) = analysed({"app.py": f"{functions}def f60(x): use(x)\ndef handler(e, c): f0(1)\n"}).entries
    assert any("calls within each other" in note.reason for note in entry.uncertain)


def test_endless_recursion():
    assert uses("from lib import use\ndef f(x):\n  use('a')\n  return f(x + 'b')\ndef handler(e, c): f('')\n", "app.py")


def test_loops_within_loops():
    text = HEAD + "".join(f"{'  ' * (i + 2)}for x{i} in event['x']:\n" for i in range(12)) + "  " * 20 + "use(x0)\n"
    analysis = analysed({"app.py": text})
    assert len(analysis.entries[0].calls) >= 1


def test_mutual_imports():
    files = {"app.py": "import m0\ndef handler(e, c): m0.f()\n"}
    for i in range(100):
        files[f"m{i}.py"] = f"import m{(i + 1) % 100}, m{(i + 7) % 100}\ndef f(): pass\n"
    assert len(analysed(files).files) == 101


def test_growing_values():
    text = (
        HEAD
        + "    s = ''\n    d = {}\n    while event['x']:\n        s += event['y']\n        d = {'d': d}\n    use(s, d)\n"
    )
    assert len(uses(text, "app.py")) == 1


def test_the_limit_is_said():
    text = HEAD + "".join(f"    use({i})\n" for i in range(MAX_STEPS // 2))
    (entry,) = analysed({"app.py": text}).entries
    assert any("limit of steps" in note.reason for note in entry.uncertain)


@pytest.mark.parametrize("name", ["app.py", "app.ts"])
def test_nonsense(name):
    text = "}{ class ( def => ... 'open \n" * 50
    assert not analysed({name: text}).entries[0].found


def test_twice_the_same():
    files = {"app.js": "exports.handler = e => { for (const x of e.y) require(x).go(x, { a: 1 }) }\n"}
    told = []
    for _ in range(2):
        found = Uses()
        analysis = analysed(files, found)
        told.append((found.used, found.paths, [note.reason for note in analysis.entries[0].uncertain]))
    assert told[0] == told[1]
