"""An observer for injection in a few lines: values carry all that it needs, so that no second interpreter is needed."""

import pytest
from tests.code.interpreter.programs import analysed

from leastwise.code.values import Value

SINKS = {
    "os.system": ("os", 0),
    "lib.connect().execute": ("sql", 0),
    "child_process.exec": ("os", 0),
    "lib.query": ("sql", 0),
}
SANITISERS = {"shlex.quote": "os", "lib.escape": "sql"}


class Taint:
    """Reports the fields of the event that reach a sink without a sanitiser of its kind."""

    def __init__(self):
        self.found = []

    def call(self, call):
        if call.path in SANITISERS:
            kind = SANITISERS[call.path]
            safe = frozenset((path, kinds | {kind}) for path, kinds in call.result.origins)
            return Value(call.result.alternatives, safe)
        kind, position = SINKS.get(call.path, ("", 0))
        given = call.argument(position) if kind else None
        for path, kinds in sorted(given.origins, key=str) if given is not None else ():
            if kind not in kinds:
                self.found.append((call.place.line, kind, ".".join(path)))
        return None


def tainted(text, path):
    taint = Taint()
    analysed({path: text}, taint)
    return [(kind, field) for _, kind, field in taint.found]


PYTHON = {
    "direct": ("os.system(event['cmd'])", [("os", "cmd")]),
    "joined": ("os.system('ls ' + event['dir'])", [("os", "dir")]),
    "body": ("os.system(f\"ls {json.loads(event['body'])['dir']}\")", [("os", "body.dir")]),
    "constant": ("os.system('ls')", []),
    "sanitised": ("os.system('ls ' + shlex.quote(event['dir']))", []),
    "wrong kind": ("os.system('ls ' + lib.escape(event['dir']))", [("os", "dir")]),
    "one of two": ("os.system(shlex.quote(event['a']) + event['b'])", [("os", "b")]),
    "helper": ("run(event['dir'])", [("os", "dir")]),
    "overwritten": ("x = event['dir']; x = 'a'; os.system(x)", []),
    "allow list": ("x = event['dir']\n    if x not in ['a', 'b']: return\n    os.system(x)", []),
    "number": ("os.system(f\"kill {int(event['pid'])}\")", []),
    "other key": ("d = {'a': event['a'], 'b': 'b'}; os.system(d['b'])", []),
    "same key": ("d = {'a': event['a'], 'b': 'b'}; os.system(d['a'])", [("os", "a")]),
    "records": ("for r in event['Records']: os.system(r['k'])", [("os", "Records.[].k")]),
    "library": ("os.system(lib.clean(event['a']))", [("os", "a")]),
    "sql": ("lib.connect().execute('select ' + event['q'])", [("sql", "q")]),
    "parameters": ("lib.connect().execute('select ?', (event['q'],))", []),
    "dead": ("if False: os.system(event['a'])", []),
    "lookup": ("os.system({'a': 'ls'}[event['a']])", []),
    "stored": ("A(event['a']).go()", [("os", "a")]),
}


@pytest.mark.parametrize(("program", "expected"), PYTHON.values(), ids=PYTHON)
def test_python(program, expected):
    text = (
        "import json, os, shlex, lib\ndef run(d): os.system('ls ' + d)\nclass A:\n  def __init__(self, c): self.c = c\n"
        f"  def go(self): os.system(self.c)\ndef handler(event, context):\n    {program}\n"
    )
    assert tainted(text, "app.py") == expected


SCRIPT = {
    "direct": ("exec(event.cmd)", [("os", "cmd")]),
    "template": ("exec(`ls ${event.dir}`)", [("os", "dir")]),
    "body": ("const { dir } = JSON.parse(event.body); exec('ls ' + dir)", [("os", "body.dir")]),
    "sanitised": ("lib.query(lib.escape(event.q))", []),
    "wrong kind": ("exec(lib.escape(event.q))", [("os", "q")]),
    "promise": ("lib.read(event.k).then(x => exec(x))", [("os", "k")]),
    "callback": ("lib.read(event.k, (e, x) => exec(x))", [("os", "k")]),
    "map": ("event.Records.map(r => exec(r.k))", [("os", "Records.[].k")]),
    "allow list": ("const x = event.x; if (['a'].includes(x)) exec(x)", []),
    "spread": ("const o = {...event, x: 'a'}; exec(o.x)", []),
    "spread over": ("const o = {x: 'a', ...event}; exec(o.x)", [("os", "x")]),
}


@pytest.mark.parametrize(("program", "expected"), SCRIPT.values(), ids=SCRIPT)
def test_script(program, expected):
    text = (
        "const lib = require('lib'); const { exec } = require('child_process');\n"
        f"exports.handler = async (event) => {{ {program} }};\n"
    )
    assert tainted(text, "app.js") == expected
