"""What the source of a CDK application keeps its constructs in, and which of its conditions hold, is followed."""

import json

import pytest

from leastwise.engine import JudgeSettings, judge
from leastwise.model.finding import Persona
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read
from leastwise.rules.discovery import discover
from leastwise.rules.selection import choose

HEAD = {
    "ts": "import { App, Stack } from 'aws-cdk-lib';\nimport * as lambda from 'aws-cdk-lib/aws-lambda';\n"
    "import * as apigw from 'aws-cdk-lib/aws-apigateway';\nimport * as s3 from 'aws-cdk-lib/aws-s3';\n"
    "import * as iam from 'aws-cdk-lib/aws-iam';\nimport { shared } from 'elsewhere';\n",
    "py": "import os\nfrom aws_cdk import App, Stack, aws_lambda as lambda_, aws_iam as iam\nfrom elsewhere import shared\n",
}
MAKE = {
    "ts": "const app = new App();\nconst stack = new Stack(app, 'Shop');\n"
    "const make = (name: string, more = {}) => new lambda.Function(stack, name, "
    "{ runtime: lambda.Runtime.PYTHON_3_13, handler: 'a.h', code: lambda.Code.fromInline('x'), ...more });\n"
    "const open = { authType: lambda.FunctionUrlAuthType.NONE };\n",
    "py": "app = App()\nstack = Stack(app, 'Shop')\n"
    "def make(name, environment=None):\n"
    "    return lambda_.Function(stack, name, runtime=lambda_.Runtime.PYTHON_3_13, handler='a.h', "
    "code=lambda_.Code.from_inline('x'), environment=environment)\n"
    "NONE = lambda_.FunctionUrlAuthType.NONE\n",
}


def reading(lines, language="ts"):
    command = "npx ts-node app.ts" if language == "ts" else "python3 app.py"
    files = {"cdk.json": json.dumps({"app": command}), f"app.{language}": HEAD[language] + MAKE[language] + lines}
    (found,) = read(MemoryFiles(files))
    assert found.fault is None
    return found


def findings(found, rule):
    return judge(found, choose(discover(), select=[rule]), JudgeSettings(Persona.AUDITOR)).findings


def opened(lines, language="ts"):
    """(when, names of the functions) of every function URL that asks nobody."""
    found = reading(lines, language)
    return [
        (f.when, sorted(name.rpartition("/")[2] for name in f.functions))
        for f in findings(found, "public-function-url")
    ]


KEPT = {
    "entry by a computed name": (
        "ts",
        "const fns: Record<string, lambda.Function> = {};\n"
        "for (const name of ['a', 'b']) { fns[name] = make(name); }\nfns['a'].addFunctionUrl(open);\n",
    ),
    "attribute": (
        "ts",
        "const fns: any = {};\nfor (const name of ['a', 'b']) fns[name] = make(name);\nfns.a.addFunctionUrl(open);\n",
    ),
    "computed key of a literal": ("ts", "const k = 'a';\nconst fns = { [k]: make(k) };\nfns.a.addFunctionUrl(open);\n"),
    "Map": ("ts", "const m = new Map();\nm.set('a', make('a'));\nm.get('a')!.addFunctionUrl(open);\n"),
    "entries": (
        "ts",
        "for (const [name, wanted] of Object.entries({ a: { url: true }, b: { url: false } })) {\n"
        "  const fn = make(name);\n  if (wanted.url) { fn.addFunctionUrl(open); }\n}\n",
    ),
    "objects of a list": (
        "ts",
        "for (const { name, url } of [{ name: 'a', url: true }, { name: 'b', url: false }]) {\n"
        "  const fn = make(name);\n  if (url) fn.addFunctionUrl(open);\n}\n",
    ),
    "forEach of entries": (
        "ts",
        "Object.entries({ a: 1, b: 2 }).forEach(([k, n]) => { const f = make(k); if (n < 2) f.addFunctionUrl(open); });\n",
    ),
    "dict": (
        "py",
        "fns = {}\nfor name in ['a', 'b']:\n    fns[name] = make(name)\nfns['a'].add_function_url(auth_type=NONE)\n",
    ),
    "dict comprehension": ("py", "fns = {n: make(n) for n in ('a', 'b')}\nfns['a'].add_function_url(auth_type=NONE)\n"),
    "get": ("py", "fns = dict()\nfns['a'] = make('a')\nfns.get('a').add_function_url(auth_type=NONE)\n"),
    "items": (
        "py",
        "for name, url in {'a': True, 'b': False}.items():\n    fn = make(name)\n    if url:\n"
        "        fn.add_function_url(auth_type=NONE)\n",
    ),
    "taken apart": (
        "ts",
        "const [[, first], { more: { b = 1 } = {} }] = [[0, make('a')], {}];\nif (b === 1) first.addFunctionUrl(open);\n",
    ),
    "spread": ("ts", "const fns = [make('b'), ...[make('a')]];\nfns[1].addFunctionUrl(open);\n"),
    "case": (
        "ts",
        "let n = 0;\nif (n === 1) make('c');\nelse if (n === 0) make('a').addFunctionUrl(open);\nelse make('d');\n",
    ),
    "hoisted": ("ts", "first();\nfunction first() { make('a').addFunctionUrl(open); }\n"),
    "required": (
        "ts",
        "const { Function: Made, Runtime } = require('aws-cdk-lib/aws-lambda');\n"
        "new Made(stack, 'a', { runtime: Runtime.PYTHON_3_13, handler: 'a.h', code: lambda.Code.fromInline('x') })"
        ".addFunctionUrl(open);\n",
    ),
    "tuple": ("py", "one, (two, *rest) = make('b'), (make('a'), 1)\ntwo.add_function_url(auth_type=NONE)\n"),
    "methods of a class": (
        "py",
        "class Shop:\n    kind = 'a'\n    @classmethod\n    def of(cls, *names, **more):\n"
        "        return [cls.one(name, **more) for name in names]\n    @staticmethod\n    def one(name, environment=None):\n"
        "        return make(name, environment)\n    def both(self):\n        return self.of(self.kind, 'b')\n"
        "Shop().both()[0].add_function_url(auth_type=NONE)\n",
    ),
    "what is not there yet": ("py", "fn = None\nfn = fn or make('a')\nfn.add_function_url(auth_type=NONE)\n"),
    "enumerate": (
        "py",
        "fns = [make(n) for n in ['a', 'b']]\nfor i, fn in enumerate(fns):\n    if i == 0:\n"
        "        fn.add_function_url(auth_type=NONE)\n",
    ),
}


@pytest.mark.parametrize(("language", "lines"), KEPT.values(), ids=KEPT)
def test_constructs_are_found_again_where_they_are_kept(language, lines):
    assert opened(lines, language) == [(None, ["a"])]


def test_a_function_behind_an_api_is_found_in_a_record():
    found = reading(
        "const fns: any = {};\nfns['a'] = make('a');\nnew apigw.LambdaRestApi(stack, 'Api', { handler: fns.a });\n"
    )
    assert [finding.functions for finding in findings(found, "unauthenticated-route")] == [("app.ts:Shop/a",)]


@pytest.mark.parametrize(
    "line",
    [
        "shared.fns['a'].fn().addToRolePolicy(new iam.PolicyStatement({ actions: ['*'], resources: ['*'] }));",
        "({ ...shared() }).b.addFunctionUrl(open);",
        "const fns: any = { ...shared() }; new apigw.LambdaRestApi(stack, 'Api', { handler: fns.a });",
        "const all: any = { ...shared() }; new s3.Bucket(stack, 'B').grantRead(all.a);",
    ],
)
def test_what_is_called_on_something_not_understood_is_named_with_its_line(line):
    found = reading(f"\n{line}\n")
    at = (HEAD["ts"] + MAKE["ts"]).count("\n") + 2
    assert [note.line for note in found.unread if "is not told by the source" in note.reason] == [at]


CLASS = {
    "ts": "class S extends Stack {\n constructor(scope: any, id: string, p: any) {\n  super(scope, id);\n"
    "  const fn = new lambda.Function(this, 'H', { runtime: p.debug ? lambda.Runtime.PYTHON_3_8 : "
    "lambda.Runtime.PYTHON_3_13, handler: 'a.h', code: lambda.Code.fromInline('x') });\n"
    "  if (p.debug) {\n   fn.addFunctionUrl(open);\n  } else if (p.other === 'x') { fn.addEnvironment('A', 'b'); }\n }\n}\n",
    "py": "class S(Stack):\n    def __init__(self, scope, id, debug=False):\n        super().__init__(scope, id)\n"
    "        fn = lambda_.Function(self, 'H', runtime=lambda_.Runtime.PYTHON_3_8 if debug else "
    "lambda_.Runtime.PYTHON_3_13, handler='a.h', code=lambda_.Code.from_inline('x'))\n"
    "        if not debug:\n            pass\n        elif debug is True:\n"
    "            fn.add_function_url(auth_type=NONE)\n",
}
CALLS = {
    "ts": "new S(app, 'Prod', { debug: false });\nnew S(app, 'Dev', { debug: true });\n",
    "py": "S(app, 'Prod', debug=False)\nS(app, 'Dev', debug=True)\n",
}


@pytest.mark.parametrize("language", ["ts", "py"])
def test_a_condition_on_literal_properties_is_decided(language):
    found = reading(CLASS[language] + CALLS[language], language)
    (url,) = findings(found, "public-function-url")
    (old,) = findings(found, "deprecated-runtime")
    assert {url.functions, old.functions} == {(f"app.{language}:Dev/H",)}
    assert url.when is None


def test_a_condition_that_is_not_known_is_said():
    lines = "const a = make('a');\nif (process.env.STAGE === 'prod') { a.addFunctionUrl(open); }\n"
    assert opened(lines) == [("process.env.STAGE = prod", ["a"])]
    assert opened("const a = make('a');\nif (!shared.closed) a.addFunctionUrl(open);\n") == [
        ("shared.closed = false", ["a"])
    ]


def test_both_branches_of_a_condition_that_is_not_known_are_seen():
    lines = (
        "const a = make('a'); const b = make('b');\n"
        "if (shared.x) a.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE });\n"
        "else b.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE });\n"
    )
    assert sorted(opened(lines)) == [("shared.x = false", ["b"]), ("shared.x = true", ["a"])]


def test_what_a_loop_changes_decides_nothing():
    lines = "const a = make('a');\nlet n = 0;\nfor (const x of shared.all) { n += 1; n++; }\nif (n > 0) a.addFunctionUrl(open);\n"
    assert opened(lines) == [("n > 0 = true", ["a"])]


def test_many_conditions_end():
    lines = "const a = make('a');\n" + "".join(f"if (shared.x{n}) a.addEnvironment('A{n}', 'b');\n" for n in range(300))
    assert len(reading(lines).worlds) <= 48


@pytest.mark.parametrize(
    ("language", "value"),
    [
        ("ts", "process.env.API_KEY!"),
        ("ts", "process.env.API_KEY ?? ''"),
        ("ts", "process.env['API_KEY'] || ''"),
        ("ts", "shared.API_KEY"),
        ("py", "os.environ['API_KEY']"),
        ("py", "os.environ.get('API_KEY', '')"),
        ("py", "os.getenv('API_KEY')"),
    ],
)
def test_an_environment_value_that_is_not_known_is_no_secret(language, value):
    call = f"make('a', {{ environment: {{ API_KEY: {value} }} }});\n" if language == "ts" else ""
    call = call or f"make('a', {{'API_KEY': {value}}})\n"
    assert findings(reading(call, language), "secret-in-env") == ()


def test_an_environment_value_that_stands_there_is_a_secret():
    assert findings(reading("make('a', { environment: { API_KEY: 'k3J9sLq27dPzX81m' } });\n"), "secret-in-env") != ()


def test_the_words_of_a_grant_are_not_the_authors():
    bucket = "const a = make('a');\nconst b = new s3.Bucket(stack, 'B');\n"
    assert findings(reading(bucket + "b.grantReadWrite(a);\n"), "wildcard-action") == ()
    own = "a.addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:Put*', 's3:Delete*'], resources: [b.bucketArn] }));\n"
    assert findings(reading(bucket + own), "wildcard-action") != ()


def test_the_stage_of_an_api_that_is_not_known_has_a_name_for_people():
    found = reading("new apigw.RestApi(stack, 'Api', { deployOptions: { stageName: shared.stage } });\n")
    (stage,) = found.worlds[0].resources("AWS::ApiGateway::Stage")
    assert stage.name == "Shop/Api/DeploymentStage.*"


def test_an_application_that_is_large_is_looked_at_in_one_way():
    items = ", ".join(map(str, range(50)))
    lines = f"const l = [{items}];\nconst a = make('a');\nif (shared.x) {{ a.addFunctionUrl(open); }}\n"
    lines += "for (const p of l) { for (const q of l) { shared.f(p, q, [p, q], [p, q], [p, q]); } }\n"
    found = reading(lines)
    assert len(found.worlds) == 1
    assert any("both ways" in note.reason for note in found.unread)
    assert len(findings(found, "public-function-url")) == 1
