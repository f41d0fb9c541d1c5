"""What feeds a function is seen wherever the application says it; where it is not, nothing is called needless."""

import json
import textwrap

import pytest

from leastwise.privilege.comparison import compare
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read

HEAD = {
    "ts": """
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import { elsewhere } from 'elsewhere';
const start = { startingPosition: lambda.StartingPosition.LATEST };
""",
    "py": """
from dataclasses import dataclass
from typing import NamedTuple
import functools
from aws_cdk import App, Stack, aws_dynamodb as dynamodb, aws_lambda as lambda_, aws_lambda_event_sources as events
from constructs import Construct
import elsewhere
""",
}
MAIN = {
    "ts": """
class Shop extends Stack { constructor(s: Construct, id: string) { super(s, id);
  const table = new dynamodb.Table(this, 'Orders', { stream: dynamodb.StreamViewType.NEW_IMAGE });
  const fn = new lambda.Function(this, 'Worker',
    { runtime: lambda.Runtime.NODEJS_22_X, handler: 'a.handler', code: lambda.Code.fromAsset('src') });
  table.grantStreamRead(fn);
  BODY
} }
new Shop(new App(), 'Shop');
""",
    "py": """
class Shop(Stack):
    def __init__(self, scope, id):
        super().__init__(scope, id)
        table = dynamodb.Table(self, "Orders", stream=dynamodb.StreamViewType.NEW_IMAGE)
        fn = lambda_.Function(self, "Worker", runtime=lambda_.Runtime.NODEJS_22_X, handler="a.handler",
            code=lambda_.Code.from_asset("src"))
        table.grant_stream_read(fn)
BODY

Shop(App(), "Shop")
""",
}
ADD = "addEventSource(new events.DynamoEventSource(table, start))"
ADDS = "add_event_source(events.DynamoEventSource(table, starting_position=lambda_.StartingPosition.LATEST))"


def comparison(language, top, body, more=None):
    body = textwrap.indent(body, "        ") if language == "py" else body
    command = "npx ts-node app.ts" if language == "ts" else "python3 app.py"
    files = {
        "cdk.json": json.dumps({"app": command}),
        f"app.{language}": HEAD[language] + top + MAIN[language].replace("BODY", body),
        "src/a.js": "exports.handler = async () => ({});\n",
        **(more or {}),
    }
    (found,) = read(MemoryFiles(files))
    assert found.fault is None
    compared = []
    for app in found.worlds:
        (worker,) = [function for function in app.functions if function.name == "Shop/Worker"]
        compared.append(compare(app, worker.role))
    return compared


def fed(compared):
    """Whether all that reads the stream is known to be needed, in every case."""
    return all(one.needed.complete and not one.excess for one in compared)


def of_construct(parameters, line):
    start = f"class Feed extends Construct {{ constructor(s: Construct, id: string, {parameters}) {{ super(s, id); "
    return f"{start}{line} }} }}\n"


def of_python(parameters, line):
    return (
        f"class Feed(Construct):\n    def __init__(self, scope, id, {parameters}):\n"
        f"        super().__init__(scope, id)\n        {line}\n"
    )


FOLLOWED = {
    "props taken apart": (
        "ts",
        of_construct("{ fn, table }: any", f"fn.{ADD};"),
        "new Feed(this, 'F', { fn, table });",
    ),
    "rest of the props": (
        "ts",
        of_construct("props: any", f"const {{ table, ...rest }} = props; rest.fn.{ADD};"),
        "new Feed(this, 'F', { fn, table });",
    ),
    "props put together": (
        "ts",
        of_construct("props: any", f"const all = Object.assign({{}}, props); const {{ table }} = all; all.fn.{ADD};"),
        "new Feed(this, 'F', { fn, table });",
    ),
    "set of mapped items": (
        "ts",
        of_construct(
            "p: any", f"const ts = new Set(p.on.map((o: any) => o.table)); ts.forEach((table) => p.fn.{ADD});"
        ),
        "new Feed(this, 'F', { fn, on: [{ table }, { table }] });",
    ),
    "spread set": ("ts", "", f"for (const t of [...new Set([table])]) {{ fn.{ADD.replace('(table', '(t')}; }}"),
    "Array.from": ("ts", "", f"Array.from(new Set([table]), (table) => {{ fn.{ADD}; }});"),
    "filter": ("ts", "", f"[table, undefined].filter(Boolean).forEach((table) => fn.{ADD});"),
    "flat": ("ts", "", f"[[table]].flat().concat([]).slice().forEach((table) => fn.{ADD});"),
    "find": ("ts", "", f"const t = [table].find((one) => one === elsewhere); fn.{ADD.replace('(table', '(t')};"),
    "reduce": ("ts", "", f"[table].reduce((sum, table) => {{ fn.{ADD}; return sum; }}, 0);"),
    "Map of pairs": ("ts", "", f"new Map([['a', table]]).forEach((table) => fn.{ADD});"),
    "one of one": ("ts", "", f"const all = [table]; for (let i = 0; i < 1; i++) {{ const t = all[i]; fn.{ADD}; }}"),
    "either is the same": ("ts", "", f"const f = elsewhere() ? fn : fn; f.{ADD};"),
    "called by somebody": ("ts", "", f"elsewhere(() => fn.{ADD});"),
    "method above": (
        "ts",
        f"class Base extends Construct {{ feed(fn: any, table: any) {{ fn.{ADD}; }} }}\n"
        "class Feed extends Base { feed(fn: any, table: any) { super.feed(fn, table); } }\n",
        "new Feed(this, 'F').feed(fn, table);",
    ),
    "mapping by method": (
        "ts",
        "",
        "fn.addEventSourceMapping('M', { eventSourceArn: table.tableStreamArn, ...start });",
    ),
    "keywords": ("py", of_python("*, fn, table", f"fn.{ADDS}"), 'Feed(self, "F", fn=fn, table=table)'),
    "dict of keywords": ("py", of_python("fn, table", f"fn.{ADDS}"), 'Feed(self, "F", **dict(fn=fn, table=table))'),
    "dataclass": (
        "py",
        "@dataclass(frozen=True)\nclass Props:\n    fn: object\n    table: object = None\n"
        + of_python("props", f"table = props.table; props.fn.{ADDS}"),
        'Feed(self, "F", Props(fn, table=table))',
    ),
    "named tuple": (
        "py",
        "class Props(NamedTuple):\n    fn: object\n    table: object\n"
        + of_python("props", f"table = props.table; props.fn.{ADDS}"),
        'Feed(self, "F", Props(fn, table))',
    ),
    "super": (
        "py",
        f"class Base(Construct):\n    def feed(self, fn, table):\n        fn.{ADDS}\n"
        "class Feed(Base):\n    def feed(self, fn, table):\n        super().feed(fn, table)\n",
        'Feed(self, "F").feed(fn, table)',
    ),
    "comprehension": ("py", "", f"[f.{ADDS} for f in [fn] if elsewhere.wanted(1) for table in [table]]"),
    "set": ("py", "", f"for f in {{fn}} | set():\n    pass\nfor f in set([fn, fn]):\n    f.{ADDS}"),
}


@pytest.mark.parametrize(("language", "top", "body"), FOLLOWED.values(), ids=FOLLOWED)
def test_what_feeds_a_function_is_followed(language, top, body):
    assert fed(comparison(language, top, body))


def test_a_construct_of_another_file_is_followed():
    feed = HEAD["ts"] + "export " + of_construct("props: any", f"const {{ table }} = props; props.fn.{ADD};")
    top = "import { Feed } from './lib/feed';\n"
    assert fed(comparison("ts", top, "new Feed(this, 'F', { fn, table });", {"lib/feed.ts": feed}))
    feed = HEAD["py"] + of_python("fn, table", f"fn.{ADDS}")
    files = {"parts/__init__.py": "", "parts/feed.py": feed}
    assert fed(comparison("py", "from parts.feed import Feed\n", 'Feed(self, "F", fn=fn, table=table)', files))


def test_without_anything_that_feeds_it_the_grant_is_needless():
    (found,) = comparison("ts", "", "")
    assert len(found.excess) == len(found.parts) == 4


DOUBTFUL = {
    "source of somebody": ("ts", "", "fn.addEventSource(elsewhere(table));"),
    "given away": ("ts", "", "elsewhere(fn, table);"),
    "given to a construct of somebody": ("ts", "", "new elsewhere.Feed(this, 'F', { wiring: [{ fn }] });"),
    "its role": ("ts", "", "elsewhere({ role: fn.role });"),
    "in an object": (
        "ts",
        "class Box { constructor(readonly fn: any) {} }\n",
        "elsewhere.open(new Box(fn));",
    ),
    "kept somewhere": ("ts", "", "elsewhere.known.worker = fn;"),
    "found again": ("ts", "", f"(this.node.findChild('Worker') as lambda.Function).{ADD};"),
    "any function": ("ts", "", f"this.node.findAll().forEach((one: any) => {{ if (one.fed) one.{ADD}; }});"),
    "in one case": ("ts", "", f"if (elsewhere()) {{ fn.{ADD}; }}"),
    "method bound": ("ts", "", "const add = fn.addEventSource.bind(fn); add(elsewhere);"),
    "bound by the source": ("ts", "", "new events.DynamoEventSource(table, start).bind(fn);"),
    "mapping of anything": ("ts", "", "fn.addEventSourceMapping('M', elsewhere());"),
    "events of somebody": (
        "ts",
        "",
        "const other = new lambda.Function(this, 'Other', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'a.handler', "
        "code: lambda.Code.fromAsset('src'), ...elsewhere() }); elsewhere.feed(fn);",
    ),
    "class that is not there": ("ts", "import { Feed } from './gone';\n", "new Feed(this, 'F', { fn, table });"),
    "too deep": (
        "ts",
        f"function down(n: number, fn: any, table: any) {{ if (n > 20) {{ fn.{ADD}; }} else down(n + 1, fn, table); }}\n",
        "down(0, fn, table);",
    ),
    "by its name": ("py", "", 'getattr(fn, "add_event_source")(elsewhere.source(table))'),
    "partial": ("py", "", "functools.partial(fn.add_event_source)(elsewhere.source)"),
}


@pytest.mark.parametrize(("language", "top", "body"), DOUBTFUL.values(), ids=DOUBTFUL)
def test_where_it_is_not_followed_nothing_is_needless(language, top, body):
    compared = comparison(language, top, body)
    assert not any(one.excess for one in compared)
    assert any(one.doubtful and one.needed.doubts for one in compared)


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("ts", "console.log(fn);"),
        ("ts", "NagSuppressions.addResourceSuppressions(fn, []);"),
        ("ts", "new Provider(this, 'P', { onEventHandler: fn });"),
        ("py", "print(fn, len([fn]))"),
    ],
)
def test_who_only_looks_at_a_function_adds_nothing(language, body):
    more = "import { NagSuppressions } from 'cdk-nag';\nimport { Provider } from 'aws-cdk-lib/custom-resources';\n"
    (found,) = comparison(language, more if language == "ts" else "", body)
    assert len(found.excess) == 4


def test_what_an_event_source_brings_is_not_the_authors():
    source = "fn.addEventSource(new events.SqsEventSource(new Queue(this, 'Queue')));"
    (found,) = comparison("ts", "import { Queue } from 'aws-cdk-lib/aws-sqs';\n", source)
    assert {part.granted.action.partition(":")[0] for part in found.parts} == {"dynamodb"}
    assert "sqs:ReceiveMessage" in {need.action for need in found.needed.needs}
