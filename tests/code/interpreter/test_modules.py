"""Programs of several files: what they import, export, share, and what libraries call in them."""

import pytest
from tests.code.interpreter.programs import Uses, analysed, uses

from leastwise.code.analysis import Start, analyse
from leastwise.code.imports import Imports
from leastwise.code.packages import Mount, Package
from leastwise.code.sources import Sources
from leastwise.read.files import MemoryFiles

PYTHON = "from lib import use\n"
SCRIPT = "const { use } = require('lib');\n"
MODULE = "import { use } from 'lib';\n"

CASES = {
    "python module": {
        "app.py": PYTHON + "import db\ndef handler(e, c): use(db.TABLE)\n",
        "db.py": "TABLE = 'a'\n",
    },
    "python from": {
        "app.py": PYTHON + "from db import TABLE as T\ndef handler(e, c): use(T)\n",
        "db.py": "TABLE = 'a'\n",
    },
    "python package": {
        "app.py": PYTHON + "from shop.db import table\ndef handler(e, c): use(table())\n",
        "shop/__init__.py": "",
        "shop/db.py": "from .names import TABLE\ndef table(): return TABLE\n",
        "shop/names.py": "TABLE = 'a'\n",
    },
    "python submodule": {
        "app.py": PYTHON + "from shop import db\nimport shop.names\ndef handler(e, c): use(db.get())\n",
        "shop/__init__.py": "",
        "shop/db.py": "import shop.names\ndef get(): return shop.names.TABLE\n",
        "shop/names.py": "TABLE = 'a'\n",
    },
    "python star": {"app.py": PYTHON + "from db import *\ndef handler(e, c): use(T)\n", "db.py": "T = 'a'\n"},
    "python circle": {
        "app.py": PYTHON + "import one\ndef handler(e, c): use(one.get())\n",
        "one.py": "import two\nT = 'a'\ndef get(): return two.get()\n",
        "two.py": "import one\ndef get(): return one.T\n",
    },
    "python lazy": {
        "app.py": PYTHON + "def handler(e, c):\n  from db import T\n  use(T)\n",
        "db.py": "T = 'a'\n",
    },
    "python fallback": {
        "app.py": PYTHON + "try:\n  import db\nexcept ImportError:\n  db = None\ndef handler(e, c): use(db.T)\n",
        "db.py": "T = 'a'\n",
    },
    "python import_module": {
        "app.py": PYTHON + "import importlib\ndef handler(e, c): use(importlib.import_module('db').T)\n",
        "db.py": "T = 'a'\n",
    },
    "python global": {
        "app.py": PYTHON + "t = None\ndef get():\n  global t\n  if t is None: t = 'a'\n  return t\n"
        "def handler(e, c): use(get())\n",
    },
    "python later": {"app.py": PYTHON + "def handler(e, c): use(T)\nT = 'a'\n"},
    "python class handler": {
        "app.py": PYTHON + "class H:\n  def __call__(self, e, c): use('a')\nhandler = H()\n",
    },
    "python bound handler": {
        "app.py": PYTHON + "class H:\n  t = 'a'\n  def run(self, e, c): use(self.t)\nhandler = H().run\n",
    },
    "python decorated handler": {
        "app.py": PYTHON + "import p\nlog = p.Logger()\n@log.inject_lambda_context\ndef handler(e, c): use('a')\n",
    },
    "python wrapped handler": {
        "app.py": PYTHON + "import p\ndef run(e, c): use('a')\nhandler = p.wrap(run)\n",
    },
    "python routes": {
        "app.py": PYTHON + "import p\napp = p.App()\n@app.get('/x')\ndef route(): use(T)\nT = 'a'\n"
        "def handler(e, c): return app.resolve(e, c)\n",
    },
    "python router of a module": {
        "app.py": PYTHON + "import p, routes\napp = p.App()\napp.include(routes.router)\nhandler = p.Adapter(app)\n",
        "routes.py": PYTHON + "import p\nrouter = p.Router()\n@router.post('/x')\ndef route(): use('a')\n",
    },
    "python quiet decorator": {
        "app.py": PYTHON + "import p\nt = p.Tracer()\n@t.capture_method\ndef unused(): use('no')\n"
        "def handler(e, c): use('a')\n",
    },
    "require": {
        "app.js": SCRIPT + "const db = require('./db');\nexports.handler = async () => use(db.TABLE);\n",
        "db.js": "module.exports = { TABLE: 'a' };\n",
    },
    "require destructured": {
        "app.js": SCRIPT + "const { get } = require('./db');\nmodule.exports.handler = () => use(get());\n",
        "db.js": "exports.get = () => 'a';\n",
    },
    "require function": {
        "app.js": SCRIPT + "const make = require('./db');\nmodule.exports = { handler: () => use(make('a')) };\n",
        "db.js": "module.exports = t => t;\n",
    },
    "require json": {
        "app.js": SCRIPT + "const c = require('./config.json');\nexports.handler = () => use(c.table);\n",
        "config.json": '{"table": "a"}',
    },
    "require lazily": {
        "app.js": SCRIPT + "exports.handler = () => { const { T } = require('./db'); use(T) };\n",
        "db.js": "exports.T = 'a';\n",
    },
    "import": {
        "app.mjs": MODULE + "import d, { T as U } from './db.mjs';\nexport const handler = () => { use(d); };\n",
        "db.mjs": "export const T = 'b';\nexport default 'a';\n",
    },
    "import all": {
        "app.ts": MODULE + "import * as db from './db';\nexport async function handler() { use(db.T) }\n",
        "db.ts": "export const T = 'a';\n",
    },
    "exported again": {
        "app.ts": MODULE + "import { T } from './index2';\nexport const handler = () => use(T);\n",
        "index2.ts": "export * from './db';\nexport { x as y } from './db';\n",
        "db.ts": "export const T = 'a';\nexport const x = 'b';\n",
    },
    "exported live": {
        "app.ts": MODULE + "import { t, set } from './db';\nexport const handler = () => { set(); use(t) };\n",
        "db.ts": "export let t;\nexport function set() { t = 'a' }\n",
    },
    "script circle": {
        "app.ts": MODULE + "import { get } from './one';\nexport const handler = () => use(get());\n",
        "one.ts": "import { two } from './two';\nexport const T = 'a';\nexport const get = () => two();\n",
        "two.ts": "import { T } from './one';\nexport const two = () => T;\n",
    },
    "import()": {
        "app.mjs": MODULE + "export const handler = async () => { const { T } = await import('./db.mjs'); use(T) };\n",
        "db.mjs": "export const T = 'a';\n",
    },
    "export as": {"app.ts": MODULE + "const run = () => use('a');\nexport { run as handler };\n"},
    "export =": {"app.ts": MODULE + "const handler = () => use('a');\nexport = { handler };\n"},
    "compiled": {
        "app.js": SCRIPT + "Object.defineProperty(exports, '__esModule', { value: true });\nconst db_1 = "
        "__importDefault(require('./db'));\nexports.handler = void 0;\nconst handler = () => use(db_1.default);\n"
        "exports.handler = handler;\nfunction __importDefault(m) { return m && m.__esModule ? m : { default: m }; }\n",
        "db.js": "Object.defineProperty(exports, '__esModule', { value: true });\nexports.default = 'a';\n",
    },
    "middy": {
        "app.mjs": MODULE + "import middy from 'm';\nexport const handler = middy(async (e) => use('a')).use(x());\n"
        "function x() { return {} }\n",
    },
    "wrapped by ourselves": {
        "app.mjs": MODULE
        + "const wrap = f => async (e, c) => f(e, c);\nexport const handler = wrap(() => use('a'));\n",
    },
    "express": {
        "app.js": SCRIPT + "const app = require('e')();\napp.get('/', (q, s) => use(T));\nconst T = 'a';\n"
        "exports.handler = require('s')(app);\n",
    },
    "class handler": {
        "app.ts": MODULE + "class H { private t = 'a'; public async run(e: any) { use(this.t) } }\nconst h = new H();\n"
        "export const handler = h.run.bind(h);\n",
    },
}


@pytest.mark.parametrize("files", CASES.values(), ids=CASES)
def test_files(files):
    path, *_ = files
    rest = {name: text for name, text in files.items() if name != path}
    assert uses(files[path], path, **rest) == ["'a'"]


def test_modules_run_once_for_all_handlers():
    files = {
        "a.py": "import shared\ndef handler(e, c): shared.go('a')\n",
        "shared.py": "from lib import use\nuse('once')\ndef go(x): use(x)\n",
    }
    found = Uses()
    analysis = analysed(files, found)
    assert found.used == ["'once'", "'a'"]
    assert [call.path for call in analysis.entries[0].calls] == ["lib.use", "lib.use"]
    assert analysis.files == ("a.py", "shared.py")


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("eval(event['x'])", "what eval runs is not known"),
        ("import boto3; getattr(boto3.client('s3'), event['m'])()", "which method of boto3.client() is called"),
        ("import importlib; importlib.import_module(event['m'])", "which module is loaded is not known"),
        ("from .gone import x", "the module .gone is not there"),
        ("x = = 1", "the syntax is not understood"),
    ],
)
def test_uncertain(program, reason):
    analysis = analysed({"app.py": f"def handler(event, context):\n    {program}\n"})
    assert any(reason in note.reason for note in analysis.entries[0].uncertain)
    assert analysis.entries[0].uncertain[0].span[0].path == "app.py"


def test_the_handler_is_not_there():
    (entry,) = analysed({"app.py": "def other(): pass\n"}).entries
    assert not entry.found
    assert "handler is not found in app.py" in entry.uncertain[0].reason


def test_guards():
    text = (
        "import os\nfrom lib import use\ndef handler(event, context):\n  if os.environ.get('MODE') == 'a':\n    use(1)\n"
        "    return\n  use(2)\n"
    )
    (entry,) = analysed({"app.py": text}).entries
    first, second = [call for call in entry.calls if call.path == "lib.use"]
    assert [(guard.test.operator, guard.holds) for guard in first.guards] == [("==", True)]
    assert [(guard.test.operator, guard.holds) for guard in second.guards] == [("==", False)]
    assert (first.place.file, first.place.line, first.function) == ("app.py", 5, "handler")


def test_a_class_of_a_library_is_seen_with_its_members():
    text = (
        "from pynamodb.models import Model\nclass Thread(Model):\n  class Meta:\n    table_name = 't'\n"
        "def handler(event, context):\n  Thread.get('k')\n  Thread('k', subject='s').save()\n"
    )
    found = Uses()
    analysed({"app.py": text}, found)
    assert found.paths == ["pynamodb.models.Model().get", "pynamodb.models.Model", "pynamodb.models.Model().save"]


def test_several_handlers_of_one_package_do_not_see_each_other():
    files = {
        "app.py": "from lib import use\nstate = {'t': 'a'}\ndef one(e, c):\n  state['t'] = 'b'\n  use(state['t'])\n"
        "def two(e, c): use(state['t'])\n"
    }
    found = Uses()
    sources = Sources(MemoryFiles(files))
    package = Package("", (Mount("/var/task", ""),), ("/var/task",))
    starts = [Start("app.py", ("one",)), Start("app.py", ("two",))]
    one, two = analyse(starts, [found], Imports(sources, package), sources.source).entries
    assert found.used == ["'b'", "'a'"]
    assert len(one.calls) == len(two.calls) == 1
