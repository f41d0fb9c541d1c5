"""What of a source is beyond a limit or not told is said, and never guessed."""

import pytest

from leastwise.model.graph import AuthKind
from leastwise.model.value import Symbol
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read

HEAD = """import * as cdk from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
"""


def stack_of(body, before=""):
    """The reading of a stack with this in its constructor, which begins in the tenth line."""
    text = (
        f"{HEAD}{before}\nclass S extends cdk.Stack {{\n constructor(scope, id) {{\n super(scope, id);\n{body}}}\n}}\n"
    )
    files = {"cdk.json": '{"app": "node app.js"}', "app.js": text + "new S(new cdk.App(), 'S');\n"}
    (found,) = read(MemoryFiles(files))
    assert found.fault is None
    return found


def said(found, *words):
    return [note.line for note in found.unread if all(word in note.reason for word in words)]


FUNCTION = "new lambda.Function(this, 'F' + i, { handler: 'a.b', runtime: lambda.Runtime.NODEJS_22_X });\n"


@pytest.mark.parametrize("loop", ["for (const i of names) {\n%s}\n", "names.forEach(i => {\n%s});\n"])
def test_rounds_of_a_loop_that_are_not_followed_are_said(loop):
    names = f"const names = [{', '.join(map(str, range(60)))}];\n"
    found = stack_of(names + loop % FUNCTION)
    assert len(found.worlds[0].functions) == 50
    assert said(found, "more than 50 rounds") == [11]


@pytest.mark.parametrize(
    "loop",
    [
        ["for i in range(60):", "    sqs.Queue(stack, f'Q{i}')"],
        ["queues = [sqs.Queue(stack, f'Q{i}') for i in range(60)]"],
    ],
)
def test_rounds_over_a_range_are_counted_too(loop):
    lines = [
        "import aws_cdk as cdk",
        "from aws_cdk import aws_sqs as sqs",
        "app = cdk.App()",
        "stack = cdk.Stack(app, 'S')",
    ]
    lines += loop
    (found,) = read(MemoryFiles({"cdk.json": '{"app": "python3 app.py"}', "app.py": "\n".join(lines)}))
    assert len([*found.worlds[0].resources("AWS::SQS::Queue")]) == 50
    assert said(found, "more than 50 rounds") == [5]


def test_what_nests_too_deeply_is_said():
    found = stack_of("const deep = " + "[" * 200 + "]" * 200 + ";\n")
    assert said(found, "deeper than 100") == [10]


def test_syntax_that_is_not_understood_is_said():
    assert said(stack_of("const a = ;\n"), "syntax") == [10]


def test_an_event_source_that_is_not_known_is_named():
    found = stack_of(
        "const i = 1;\nconst fn = " + FUNCTION + "fn.addEventSource(new sources.ManagedKafkaEventSource({}));\n"
    )
    assert said(found, "ManagedKafkaEventSource")


def test_an_object_into_which_something_unknown_is_spread_is_named():
    found = stack_of("new lambda.Function(this, 'F', { ...JSON.parse(process.env.X), handler: 'a.b' });\n")
    assert said(found, "what is spread into aws_lambda.Function")


def test_a_default_does_not_stand_for_what_an_unknown_object_may_hold():
    found = stack_of(
        "const given = { ...JSON.parse(process.env.X) };\n"
        "new lambda.Function(this, 'F', { handler: 'a.b', description: given.text ?? 'none' });\n"
    )
    (function,) = found.worlds[0].functions
    assert isinstance(function.resource["Description"].value, Symbol)


@pytest.mark.parametrize(
    "when", ["rate(given)", "cron({ weekDay: process.env.DAY })", "cron({ minute: process.env.M })"]
)
def test_a_schedule_that_the_source_does_not_tell_is_unknown(when):
    found = stack_of(f"new events.Rule(this, 'R', {{ schedule: events.Schedule.{when} }});\n")
    (rule,) = found.worlds[0].resources("AWS::Events::Rule")
    assert isinstance(rule["ScheduleExpression"].value, Symbol)


def test_retention_that_the_source_does_not_tell_is_unknown_and_not_missing():
    found = stack_of("new lambda.Function(this, 'F', { handler: 'a.b', logRetention: process.env.DAYS });\n")
    (group,) = [group for group in found.worlds[0].log_groups if group.resource]
    assert isinstance(group.resource["RetentionInDays"].value, Symbol)


API = """const i = 1;
const fn = new lambda.Function(this, 'F', { handler: 'a.b', runtime: lambda.Runtime.NODEJS_22_X });
const rest = new apigw.RestApi(this, 'Api');
const http = new http_.HttpApi(this, 'Http');
"""
IMPORTS = """import * as apigw from 'aws-cdk-lib/aws-apigateway';
import * as http_ from 'aws-cdk-lib/aws-apigatewayv2';
import { options } from './elsewhere';
"""


@pytest.mark.parametrize(
    "call",
    [
        "rest.root.addMethod('GET', new apigw.LambdaIntegration(fn), options.get('GET'));",
        "rest.root.addMethod('GET', new apigw.LambdaIntegration(fn), { ...options.all });",
        "http.addRoutes({ ...options.all, path: '/a', integration: new integrations.HttpLambdaIntegration('I', fn) });",
    ],
)
def test_who_may_call_a_route_is_not_guessed_where_its_options_are_not_told(call):
    (route,) = stack_of(f"{API}{call}\n", IMPORTS).worlds[0].routes
    assert route.auth is AuthKind.UNKNOWN


def test_routes_that_are_not_told_are_named():
    found = stack_of(f"{API}http.addRoutes(options.all);\n", IMPORTS)
    assert found.worlds[0].routes == ()
    assert said(found, "addRoutes")


def test_an_environment_variable_of_who_synthesises_is_no_text():
    found = stack_of("new lambda.Function(this, 'F', { handler: 'a.b', environment: { KEY: process.env.API_KEY } });\n")
    (function,) = found.worlds[0].functions
    assert isinstance(function.environment["KEY"].value, Symbol)
