"""What the interpreter makes of Python, form by form."""

import pytest
from tests.code.interpreter.programs import uses

CASES = {
    # assignments
    "constant": ("use('a')", ["'a'"]),
    "overwritten": ("x = 'a'; x = 'b'; use(x)", ["'b'"]),
    "tuple": ("a, (b, *c) = 1, (2, 3, 4); use(a, b, c)", ["1, 2, list(3, 4)"]),
    "swap": ("a, b = 1, 2; a, b = b, a; use(a, b)", ["2, 1"]),
    "chained": ("a = b = 'x'; use(a + b)", ["'xx'"]),
    "walrus": ("if (n := event.get('n')): use(n)", ["event.n"]),
    "augmented": ("s = 'a'; s += 'b'; use(s)", ["'ab'"]),
    # branches
    "known test": ("x = 'a' if 1 > 2 else 'b'; use(x)", ["'b'"]),
    "open test": ("x = 'a' if event['x'] else 'b'; use(x)", ["'a' | 'b'"]),
    "if": ("x = 'a'\nif event['x']:\n  x = 'b'\nuse(x)", ["'b' | 'a'"]),
    "dead": ("DEBUG = False\nif DEBUG:\n  use('dead')\nuse('live')", ["'live'"]),
    "early return": ("x = 'a'\nif event['x']:\n  x = 'b'\n  return x\nuse(x)", ["'a'"]),
    "is None": ("x = None\nif x is None:\n  x = 'a'\nuse(x)", ["'a'"]),
    "or": ("use(event.get('x') or 'd')", ["event.x | 'd'"]),
    "or none": ("use(None or 'd')", ["'d'"]),
    "allow list": ("x = event['x']\nif x not in ('a', 'b'):\n  return\nuse(x)", ["'a' | 'b'"]),
    "equal": ("x = event['x']\nif x == 'a':\n  use(x)\nelse:\n  use(x)", ["'a'", "event.x"]),
    "match": ("match event['x']:\n  case 'a': t = 1\n  case 'b' | 'c': t = 2\n  case _: t = 3\nuse(t)", ["1 | 2 | 3"]),
    "match known": ("match 'b':\n  case 'a': use(1)\n  case 'b': use(2)", ["2"]),
    "match entries": ("match event:\n  case {'k': k}: use(k)", ["event.k"]),
    # containers
    "dict": ("d = {'a': {'b': 1}}; use(d['a']['b'])", ["1"]),
    "dict set": ("d = {}; d['a'] = 1; d['b'] = 2; use(d)", ["dict(a: 1, b: 2)"]),
    "dict get": ("d = {'a': 1}; use(d.get('a', 2), d.get('b', 2))", ["1, 2"]),
    "dict open key": ("d = {'a': 1, 'b': 2}; use(d[event['k']])", ["1 | 2"]),
    "dict spread": ("use({**{'a': 1}, 'b': 2})", ["dict(a: 1, b: 2)"]),
    "dict update": ("d = {'a': 1}; d.update(b=2); d.update({'c': 3}); use(d)", ["dict(a: 1, b: 2, c: 3)"]),
    "dict call": ("use(dict(a=1, **{'b': 2}))", ["dict(a: 1, b: 2)"]),
    "setdefault": ("d = {}; use(d.setdefault('a', 1)); use(d['a'])", ["1", "1"]),
    "conditional key": ("d = {'a': 1}\nif event['x']: d['b'] = 2\nuse(d['b'])", ["2"]),
    "list": ("l = [1, 2]; l.append(3); use(l, l[-1])", ["list(1, 2, 3), 3"]),
    "list spread": ("use([1, *[2, 3]])", ["list(1, 2, 3)"]),
    "slice": ("use([1, 2, 3][1:], 'abc'[:2])", ["list(2, 3), 'ab'"]),
    "list sum": ("use([1] + [2])", ["list(1, 2)"]),
    "open index": ("use(['a', 'b'][event['i']])", ["'a' | 'b'"]),
    "comprehension": ("use([f't-{x}' for x in ['a', 'b']])", ["list('t-a', 't-b')"]),
    "comprehension if": ("use([x for x in [1, 2, 3] if x > 1])", ["list(2, 3)"]),
    "comprehension open": ("use([r['k'] for r in event['r']])", ["list(*event.r.[].k)"]),
    "dict comprehension": ("use({k: v for k, v in {'a': 1}.items()})", ["dict(a: 1)"]),
    "zip": ("for a, b in zip('ab', [1, 2]): use(a, b)", ["'a', 1", "'b', 2"]),
    "enumerate": ("for i, x in enumerate(['a']): use(i, x)", ["0, 'a'"]),
    "map": ("use(list(map(lambda x: x + 1, [1, 2])))", ["list(2, 3)"]),
    "sorted": ("use(sorted(['b'])[0])", ["'b'"]),
    # texts
    "format": ("use('{}-{b}'.format(1, b='x'))", ["'1-x'"]),
    "percent": ("use('%s/%s' % ('a', event['k']))", ["text(a/,event.k)"]),
    "percent names": ("use('%(a)s!' % {'a': 1})", ["'1!'"]),
    "f": ("use(f\"a{event['k']}b\")", ["text(a,event.k,b)"]),
    "join": ("use('/'.join(['a', 'b']))", ["'a/b'"]),
    "split": ("use('arn:aws:s3:::b'.split(':')[-1])", ["'b'"]),
    "replace": ("use('a-b'.replace('-', '_').upper())", ["'A_B'"]),
    "path": ("import os\nuse(os.path.join('/tmp', 'x', event['f']))", ["text(/tmp/x/,event.f)"]),
    "str": ("use(str(1) + 'a')", ["'1a'"]),
    "json": ("import json\nuse(json.loads('{\"a\": [1]}')['a'][0])", ["1"]),
    "json body": ("import json\nuse(json.loads(event['body'])['id'])", ["event.body.id"]),
    # environment
    "environ": ("import os\nuse(os.environ['T'])", ["$T"]),
    "getenv": ("import os\nuse(os.getenv('T', 'd'))", ["$T='d'"]),
    "environ get": ("from os import environ\nuse(environ.get('T'))", ["$T=None"]),
    "environ or": ("import os\nuse(os.environ.get('T') or 'd')", ["$T='d'"]),
    "environ text": ("import os\nuse(f\"{os.environ['S']}-t\")", ["text($S,-t)"]),
    # functions
    "default": ("def f(a, b='x'): use(a, b)\nf(1)\nf(1, b=2)", ["1, 'x'", "1, 2"]),
    "star": ("def f(*a, **k): use(a, k)\nf(1, 2, c=3)", ["tuple(1, 2), dict(c: 3)"]),
    "spread call": ("def f(a, b, c): use(a, b, c)\nf(*[1, 2], **{'c': 3})", ["1, 2, 3"]),
    "closure": ("def make(t):\n  def go(): use(t)\n  return go\nmake('a')(); make('b')()", ["'a'", "'b'"]),
    "nonlocal": ("x = 1\ndef f():\n  nonlocal x\n  x = 2\nf()\nuse(x)", ["2"]),
    "lambda": ("f = lambda x: x + 1\nuse(f(1))", ["2"]),
    "partial": ("from functools import partial\ndef f(a, b): use(a, b)\npartial(f, 1)(b=2)", ["1, 2"]),
    "recursion": ("def f(n):\n  return 'x' if n == 0 else f(n - 1)\nuse(f(event['n']))", ["'x'"]),
    "returned": ("def f():\n  if event['x']: return 'a'\n  return 'b'\nuse(f())", ["'a' | 'b'"]),
    "generator": ("def g():\n  yield 'a'\n  yield 'b'\nfor x in g(): use(x)", ["'a' | 'b'"]),
    "decorator": (
        "def d(f):\n  def w(*a, **k):\n    return f(*a, **k)\n  return w\n@d\ndef g(x): use(x)\ng('a')",
        ["'a'"],
    ),
    "decorator with arguments": (
        "def t(name):\n  def d(f):\n    def w(): f(name)\n    return w\n  return d\n@t('a')\ndef g(x): use(x)\ng()",
        ["'a'"],
    ),
    "library decorator": ("import z\n@z.retry(3)\ndef g(x): use(x)\ng('a')", ["'a'"]),
    "lru_cache": ("import functools\n@functools.lru_cache(maxsize=1)\ndef g(): return 'a'\nuse(g())", ["'a'"]),
    "async": ("async def f(): return 'a'\nasync def m(): use(await f())\nimport asyncio\nasyncio.run(m())", ["'a'"]),
    "gather": (
        "import asyncio\nasync def f(x): return x\nasync def m():\n  use(await asyncio.gather(f(1), f(2)))\n"
        "asyncio.run(m())",
        ["list(1, 2)"],
    ),
    "executor": (
        "def f(x): use(x)\nimport p\nwith p.Pool() as e:\n  e.submit(f, 'a')\n  e.map(f, ['b'])",
        ["'a'", "'b'"],
    ),
    "thread": ("import threading\ndef f(x): use(x)\nthreading.Thread(target=f, args=('a',)).start()", ["'a'"]),
    "callback": ("import z\ndef f(x): use('called')\nz.each(f)", ["'called'"]),
    # exceptions
    "try": ("x = 'a'\ntry:\n  x = 'b'\nexcept Exception:\n  use(x)\nuse(x)", ["'a' | 'b'", "'b' | 'a'"]),
    "finally": ("try:\n  return 1\nfinally:\n  use('f')", ["'f'"]),
    "raise": ("def f():\n  raise ValueError('x')\ntry:\n  f()\nexcept ValueError as e:\n  use('caught')", ["'caught'"]),
    "else": ("try:\n  x = 1\nexcept E:\n  return\nelse:\n  use(x)", ["1"]),
    # loops
    "for": ("for t in ['a', 'b']: use(t)", ["'a'", "'b'"]),
    "for open": ("for r in event['Records']: use(r['k'])", ["event.Records.[].k"]),
    "loop carried": ("x = 'a'\nfor r in event['r']:\n  x = 'b'\nuse(x)", ["'a' | 'b'"]),
    "break": ("for x in [1, 2, 3]:\n  if x == 2: break\nuse(x)", ["2"]),
    "continue": ("for x in [1, 2]:\n  if x == 1: continue\n  use(x)", ["2"]),
    "while": ("i = 0\nwhile i < 2:\n  use(i)\n  i += 1", ["0", "1"]),
    "while true": ("while True:\n  x = 'a'\n  if event['x']: break\nuse(x)", ["'a'"]),
    "collected": ("l = []\nfor r in event['r']: l.append(r['k'])\nuse(l)", ["list(*event.r.[].k)"]),
    "range": ("for i in range(2): use(i)", ["0", "1"]),
    # classes
    "instance": (
        "class A:\n  def __init__(self, t): self.t = t\n  def go(self): use(self.t)\nA('a').go(); A('b').go()",
        ["'a'", "'b'"],
    ),
    "class attribute": ("class A:\n  t = 'a'\n  def go(self): use(self.t)\nA().go(); use(A.t)", ["'a'", "'a'"]),
    "inheritance": (
        "class A:\n  def n(self): return 'a'\n  def go(self): use(self.n())\nclass B(A):\n"
        "  def n(self): return super().n() + 'b'\nB().go()",
        ["'ab'"],
    ),
    "super init": (
        "class A:\n  def __init__(self, t): self.t = t\nclass B(A):\n  def __init__(self):\n"
        "    super().__init__('a')\nuse(B().t)",
        ["'a'"],
    ),
    "property": ("class A:\n  @property\n  def t(self): return 'a'\nuse(A().t)", ["'a'"]),
    "static": ("class A:\n  @staticmethod\n  def f(x): use(x)\nA.f(1); A().f(2)", ["1", "2"]),
    "classmethod": ("class A:\n  t = 'a'\n  @classmethod\n  def f(cls): use(cls.t)\nA.f()", ["'a'"]),
    "dataclass": (
        "from dataclasses import dataclass\n@dataclass\nclass A:\n  a: str\n  b: str = 'd'\nx = A('q')\nuse(x.a, x.b)",
        ["'q', 'd'"],
    ),
    "call": ("class A:\n  def __call__(self, x): use(x)\nA()('a')", ["'a'"]),
    "context manager": (
        "class A:\n  def __enter__(self): return 'a'\n  def __exit__(self, *a): pass\nwith A() as x: use(x)",
        ["'a'"],
    ),
    "contextmanager": (
        "import contextlib\n@contextlib.contextmanager\ndef f():\n  yield 'a'\nwith f() as x: use(x)",
        ["'a'"],
    ),
    "new": (
        "class A:\n  one = None\n  def __new__(cls):\n    if cls.one is None: cls.one = super().__new__(cls)\n"
        "    return cls.one\n  def go(self): use('a')\nA().go()",
        ["'a'"],
    ),
    "function on instance": ("class A:\n  def __init__(self, f): self.f = f\nA(lambda x: use(x)).f('a')", ["'a'"]),
    "getattr": ("class A:\n  def go(self): use('a')\ngetattr(A(), 'go')()", ["'a'"]),
    "getattr open": (
        "class A:\n  def go(self): use('a')\n  def do(self): use('b')\ngetattr(A(), event['m'])()",
        ["'a'", "'b'"],
    ),
    "dispatch": ("def a(): use('a')\ndef b(): use('b')\n{'a': a, 'b': b}[event['m']]()", ["'a'", "'b'"]),
    "dispatch known": ("def a(): use('a')\ndef b(): use('b')\n{'a': a, 'b': b}['b']()", ["'b'"]),
    "enum": ("import enum\nclass T(enum.Enum):\n  A = 'a'\nuse(T.A)", ["'a'"]),
    # SDK chains
    "resource": (
        "import boto3\nboto3.resource('dynamodb').Table('t').put_item(Item={})",
        ["boto3.resource", "boto3.resource().Table", "boto3.resource().Table().put_item"],
    ),
    "alias": (
        "from boto3 import client as c\nf = c('s3').get_object\nf(Bucket='b')",
        ["boto3.client", "boto3.client().get_object"],
    ),
}


@pytest.mark.parametrize(("program", "expected"), CASES.values(), ids=CASES)
def test_form(program, expected):
    body = "\n".join(f"    {line}" for line in program.splitlines())
    assert uses(f"from lib import use\ndef handler(event, context):\n{body}\n", "app.py") == expected
