"""A CDK application that was not synthesised is read from its source: TypeScript and Python say the same."""

import json

import pytest

from leastwise.engine import JudgeSettings, judge
from leastwise.model.finding import Confidence, Persona
from leastwise.model.graph import AuthKind, TriggerKind
from leastwise.model.value import Reference
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read
from leastwise.rules.discovery import discover
from leastwise.rules.selection import choose

TYPESCRIPT = """
import * as path from 'path';
import { Duration, Stack, StackProps, aws_sqs as sqs } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';

export class Shop extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const table = new dynamodb.Table(this, 'Orders', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
    const jobs = new sqs.Queue(this, 'Jobs', { visibilityTimeout: Duration.minutes(2) });
    const worker = new lambda.Function(this, 'Worker', {
      runtime: lambda.Runtime.PYTHON_3_13,
      handler: 'app.handler',
      code: lambda.Code.fromAsset(path.join(__dirname, '../functions/worker')),
      timeout: Duration.seconds(30),
      environment: { TABLE: table.tableName },
    });
    table.grantReadData(worker);
    worker.addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'] }));
    worker.addEventSource(new SqsEventSource(jobs, { batchSize: 5 }));
  }
}
"""

PYTHON = """
import os
from aws_cdk import Duration, Stack, aws_sqs as sqs, aws_lambda as lambda_, aws_iam as iam
from aws_cdk.aws_lambda_event_sources import SqsEventSource
import aws_cdk.aws_dynamodb as dynamodb


class Shop(Stack):
    def __init__(self, scope, construct_id, **kwargs):
        super().__init__(scope, construct_id, **kwargs)
        table = dynamodb.Table(
            self, "Orders", partition_key=dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING)
        )
        jobs = sqs.Queue(self, "Jobs", visibility_timeout=Duration.minutes(2))
        worker = lambda_.Function(
            self,
            "Worker",
            runtime=lambda_.Runtime.PYTHON_3_13,
            handler="app.handler",
            code=lambda_.Code.from_asset(os.path.join(os.path.dirname(__file__), "..", "functions", "worker")),
            timeout=Duration.seconds(30),
            environment={"TABLE": table.table_name},
        )
        table.grant_read_data(worker)
        worker.add_to_role_policy(iam.PolicyStatement(actions=["s3:*"], resources=["*"]))
        worker.add_event_source(SqsEventSource(jobs, batch_size=5))
"""

BODY = "def handler(event, context): return event\n"


def typescript(stack=TYPESCRIPT, **more):
    return {
        "cdk.json": json.dumps({"app": "npx ts-node --prefer-ts-exts bin/shop.ts"}),
        "bin/shop.ts": "import { App } from 'aws-cdk-lib';\nimport { Shop } from '../lib/shop';\nnew Shop(new App(), 'Shop');\n",
        "lib/shop.ts": stack,
        "functions/worker/app.py": BODY,
        **more,
    }


def python(stack=PYTHON, **more):
    return {
        "cdk.json": json.dumps({"app": "python3 app.py"}),
        "app.py": 'import aws_cdk as cdk\nfrom shop.stack import Shop\n\napp = cdk.App()\nShop(app, "Shop")\napp.synth()\n',
        "shop/stack.py": stack,
        "functions/worker/app.py": BODY,
        **more,
    }


def reading(files):
    (found,) = read(MemoryFiles(files))
    assert found.fault is None
    return found


def app_of(files):
    return reading(files).worlds[0]


def in_stack(lines, imports=""):
    """A TypeScript stack with these lines in its constructor."""
    head = """import * as cdk from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as apigw from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
"""
    code = "const fn = new lambda.Function(this, 'Fn', { runtime: lambda.Runtime.PYTHON_3_13, handler: 'app.handler', code: lambda.Code.fromAsset('functions/worker') });"
    return typescript(
        f"{head}{imports}\nexport class Shop extends cdk.Stack {{\n constructor(scope, id) {{\n super(scope, id);\n {code}\n{lines}\n }}\n}}\n"
    )


BOTH = pytest.mark.parametrize("files", [typescript(), python()], ids=["typescript", "python"])


@BOTH
def test_a_function_with_its_properties(files):
    (worker,) = app_of(files).functions
    assert (worker.name, worker.runtime, worker.handler, worker.timeout) == (
        "Shop/Worker",
        "python3.13",
        "app.handler",
        30,
    )
    assert worker.code.file == "functions/worker/app.py"
    assert isinstance(worker.environment["TABLE"].value, Reference)


@BOTH
def test_values_stand_where_they_are_written(files):
    (worker,) = app_of(files).functions
    place = worker.resource["Timeout"].location
    text = files[place.file].splitlines()[place.line - 1]
    assert text[place.column - 1 : place.end_column - 1] == "Duration.seconds(30)"


@BOTH
def test_grants_are_the_authors_and_stand_at_the_call(files):
    (worker,) = app_of(files).functions
    lines = files["lib/shop.ts" if "lib/shop.ts" in files else "shop/stack.py"].splitlines()
    written = [s for s in worker.role.statements if s.by == "author"]
    found = {
        (lines[s.property.location.line - 1].strip().partition("(")[0][:11], action)
        for s in written
        for action in s.actions
    }
    assert ("table.grant", "dynamodb:Query") in found
    assert any(action == "s3:*" for call, action in found if call.startswith("worker.add"))


def test_what_is_granted_twice_is_written_once():
    lines = """const table = new dynamodb.Table(this, 'T');
table.grantReadData(fn);
table.grantReadData(fn);
table.grantWriteData(fn);"""
    app = app_of(in_stack(lines, "import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';"))
    (function,) = app.functions
    granted = [tuple(statement.actions) for statement in function.role.statements]
    assert len(granted) == len(set(granted))
    assert {"dynamodb:Query", "dynamodb:PutItem"} <= {action for actions in granted for action in actions}


def test_what_a_grant_allows_in_vain_is_not_the_authors_fault():
    lines = """const table = new dynamodb.Table(this, 'T');
table.grantReadWriteData(fn);
fn.addToRolePolicy(new iam.PolicyStatement({ actions: ['dynamodb:GetRecords'], resources: [table.tableArn] }));"""
    files = in_stack(lines, "import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';")
    rules = choose(discover(), select=["invalid-action"])
    (finding,) = judge(reading(files), rules, JudgeSettings(Persona.AUDITOR)).findings
    assert "addToRolePolicy" in files["lib/shop.ts"].splitlines()[finding.location.line - 1]


@BOTH
def test_event_sources_are_triggers(files):
    (trigger,) = app_of(files).triggers(kind=TriggerKind.SQS)
    assert (trigger.function.name, trigger.resource.name) == ("Shop/Worker", "Shop/Jobs")
    assert trigger.resource["VisibilityTimeout"].number() == 120


@BOTH
def test_it_is_said_that_synth_would_tell_more_and_findings_are_less_sure(files):
    found = reading(files)
    (note,) = found.unread
    assert (note.kind, "--synth" in note.reason) == ("limit", True)
    findings = judge(found, choose(discover(), select=["wildcard-action"])).findings
    assert [(f.confidence, f.place.resource.name) for f in findings] == [
        (Confidence.MEDIUM, "Shop/Worker/ServiceRole/DefaultPolicy")
    ]


def test_routes_know_who_may_call_them():
    files = in_stack(
        """
 const api = new apigw.RestApi(this, 'Api', { deployOptions: { stageName: 'v1' } });
 const orders = api.root.addResource('orders');
 orders.addMethod('GET', new apigw.LambdaIntegration(fn));
 orders.addResource('{id}').addMethod('DELETE', new apigw.LambdaIntegration(fn), { authorizationType: apigw.AuthorizationType.IAM });
"""
    )
    assert {(r.path, r.method, r.auth) for r in app_of(files).routes} == {
        ("/orders", "GET", AuthKind.NONE),
        ("/orders/{id}", "DELETE", AuthKind.IAM),
    }


def test_an_http_api_and_a_function_url():
    files = in_stack(
        """
 const api = new HttpApi(this, 'Api', { corsPreflight: { allowOrigins: ['*'] } });
 api.addRoutes({ path: '/me', methods: [HttpMethod.GET], integration: new HttpLambdaIntegration('I', fn), authorizer: new HttpIamAuthorizer() });
 fn.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE });
""",
        "import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';\n"
        "import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';\n"
        "import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';\n",
    )
    app = app_of(files)
    assert [(t.route.path, t.route.auth) for t in app.triggers(kind=TriggerKind.HTTP_API)] == [("/me", AuthKind.IAM)]
    (url,) = app.triggers(kind=TriggerKind.FUNCTION_URL)
    assert (url.route.auth, url.exposure) == (AuthKind.NONE, "internet")


def test_buckets_notify_and_are_as_public_as_they_say():
    files = in_stack(
        """
 const bucket = new s3.Bucket(this, 'B', { publicReadAccess: true, versioned: true, blockPublicAccess: s3.BlockPublicAccess.BLOCK_ACLS });
 bucket.addEventNotification(s3.EventType.OBJECT_CREATED, new LambdaDestination(fn), { suffix: '.png' });
""",
        "import { LambdaDestination } from 'aws-cdk-lib/aws-s3-notifications';\n",
    )
    app = app_of(files)
    assert [t.function.name for t in app.triggers(kind=TriggerKind.S3)] == ["Shop/Fn"]
    (bucket,) = app.resources("AWS::S3::Bucket")
    assert bucket["VersioningConfiguration.Status"].text() == "Enabled"
    assert bucket["PublicAccessBlockConfiguration.BlockPublicAcls"].flag() is True
    (policy,) = app.resources("AWS::S3::BucketPolicy")
    assert policy["PolicyDocument.Statement.0.Principal"].text() == "*"


def test_own_classes_functions_loops_and_modules_are_followed():
    files = typescript(
        """
import { Stack } from 'aws-cdk-lib';
import { Worker, queueFor } from './parts';
export class Shop extends Stack {
  constructor(scope, id) {
    super(scope, id);
    for (const name of ['a', 'b']) { queueFor(this, name); }
    const worker = new Worker(this, 'W', { seconds: 7 });
    worker.fn.addEnvironment('X', 'y');
  }
}
""",
        **{
            "lib/parts.ts": """
import { Construct } from 'constructs';
import { Duration } from 'aws-cdk-lib';
import { Function, Runtime, Code } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
export const queueFor = (scope, name) => new Queue(scope, `${name}-queue`);
export class Worker extends Construct {
  readonly fn: Function;
  constructor(scope: Construct, id: string, props: { seconds: number }) {
    super(scope, id);
    this.fn = new Function(this, 'Fn', { runtime: Runtime.NODEJS_22_X, handler: 'i.h', code: Code.fromInline('x'), timeout: Duration.seconds(props.seconds) });
  }
}
"""
        },
    )
    app = app_of(files)
    assert [(f.name, f.timeout, f.environment["X"].value) for f in app.functions] == [("Shop/W/Fn", 7, "y")]
    assert {r.name for r in app.resources("AWS::SQS::Queue")} == {"Shop/a-queue", "Shop/b-queue"}


def test_what_a_condition_decides_is_not_guessed():
    files = in_stack(" const size = process.env.BIG ? 1024 : 128;\n fn.addEnvironment('SIZE', size);")
    (fn,) = app_of(files).functions
    assert fn.environment["SIZE"].text() is None


def test_a_role_in_use_by_what_is_not_understood_is_in_use():
    files = in_stack(
        " const role = new iam.Role(this, 'R', { assumedBy: new iam.ServicePrincipal('glue.amazonaws.com') });\n"
        " new Job(this, 'J', { role });",
        "import { Job } from '@aws-cdk/aws-glue-alpha';\n",
    )
    found = reading(files)
    assert "aws_glue.Job" in found.unread[0].reason
    assert judge(found, choose(discover(), select=["unused-role"])).findings == ()


@pytest.mark.parametrize(
    ("command", "language"),
    [
        ("mvn -e -q compile exec:java", "Java"),
        ("dotnet run -p src/X.csproj", ".NET"),
        ("go mod download && go run x.go", "Go"),
    ],
)
def test_other_languages_are_named(command, language):
    found = reading({"cdk.json": json.dumps({"app": command})})
    assert language in found.unread[0].reason


DEEP = "new lambda.Function(this, 'F', " + "{a: [" * 3000 + "]}" * 3000 + ");"
LONG = "a = ''" + " + 'x'" * 5000


@pytest.mark.parametrize(
    "stack",
    [
        "",
        "export class Shop extends",
        "export class Shop extends Shop { constructor(a, b) { super(a, b); } }",
        f"import * as lambda from 'aws-cdk-lib/aws-lambda';\nexport class Shop extends Stack {{ constructor() {{ {DEEP} }} }}",
        f"const {LONG};",
        "export class Shop extends Stack { constructor(s, i) { super(s, i); this.f(); } f() { this.f(); this.f(); } }",
        "import { Stack } from 'aws-cdk-lib'; export class Shop extends Stack { constructor(s, i) { super(s, i); new Shop(this, 'x'); new Shop(this, 'y'); } }",
        "import { Shop as B } from './shop'; export class Shop extends B {}",
        "export const Shop = 3;",
        b"\0\xff\xfe\xff",
    ],
)
def test_hostile_sources_end_and_raise_nothing(stack):
    assert reading(typescript(stack)).fault is None


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"app": 3}', '{"app": "node x.js", "context": 3, "output": []}', "[" * 100_000]
)
def test_a_broken_cdk_json_is_said(text):
    assert reading({"cdk.json": text}).unread


@pytest.mark.parametrize(
    "lines",
    [
        "let s = 'xx'; for (const i of [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30]) { s = s + s; }\n fn.addEnvironment('S', s);",
        "const a = ['x']; a.push(a, a); fn.addEnvironment('S', a);",
        "const m = { x: 1 }; m.y = m; m.z = m; new lambda.CfnFunction(this, 'L', { code: m, tags: m });",
        "const f = (n) => { f(n); f(n); return f(n); }; f(1);",
        "let l = ['x'];" + " l = [l, l];" * 60 + " new lambda.CfnFunction(this, 'L', { layers: l });",
    ],
    ids=["doubled text", "list in itself", "object in itself", "recursion", "shared lists"],
)
def test_what_grows_without_end_is_cut(lines):
    found = reading(in_stack(lines))
    assert "Shop/Fn" in {f.name for f in found.worlds[0].functions}


ALL = JudgeSettings(Persona.AUDITOR)


def stack_of(body, language="typescript"):
    """A reading of one stack with these statements."""
    if language == "python":
        text = (
            "from aws_cdk import Stack, Duration, aws_sqs as sqs, aws_lambda as lambda_, aws_iam as iam\n"
            "class Shop(Stack):\n    def __init__(self, scope, id):\n        super().__init__(scope, id)\n"
        )
        text += "".join(f"        {line}\n" for line in body.strip().split("\n"))
        return reading({"cdk.json": json.dumps({"app": "python3 app.py"}), "app.py": text})
    modules = "lambda sqs events apigateway cognito iam stepfunctions logs"
    text = (
        "import { Stack, Duration } from 'aws-cdk-lib';\nimport * as targets from 'aws-cdk-lib/aws-events-targets';\n"
    )
    text += "".join(f"import * as {name} from 'aws-cdk-lib/aws-{name}';\n" for name in modules.split())
    text += "class Shop extends Stack { constructor(scope, id) { super(scope, id);\n"
    text += f"const fn = new lambda.Function(this, 'Fn', {{ handler: 'a.b', timeout: Duration.minutes(5) }});\n{body}\n}} }}"
    return reading({"cdk.json": json.dumps({"app": "npx ts-node app.ts"}), "app.ts": text})


def said(found, *rules):
    return [finding.rule for finding in judge(found, choose(discover(), select=rules), ALL).findings]


def test_names_with_capitals_in_the_middle_are_the_same_in_python():
    assert said(stack_of('sqs.Queue(self, "Jobs", enforce_ssl=True)', "python"), "plaintext-queue-access") == []
    assert said(stack_of('sqs.Queue(self, "Jobs")', "python"), "plaintext-queue-access") != []


@pytest.mark.parametrize("options", ["", ", { deadLetterQueue: letters }"])
def test_a_target_of_a_rule_that_keeps_what_it_cannot_deliver(options):
    found = stack_of(
        f"""
        const letters = new sqs.Queue(this, 'Letters');
        const flow = new stepfunctions.StateMachine(this, 'Flow', {{}});
        const rule = new events.Rule(this, 'Rule', {{ eventPattern: {{ source: ['shop'] }} }});
        rule.addTarget(new targets.SfnStateMachine(flow{options}));
        """
    )
    assert said(found, "no-dead-letter") == ([] if options else ["no-dead-letter"])


@pytest.mark.parametrize(("options", "told"), [("", 1), (", { timeout: Duration.minutes(5) }", 0)])
def test_an_integration_waits_as_long_as_it_is_told(options, told):
    found = stack_of(
        f"""
        const api = new apigateway.RestApi(this, 'Api');
        api.root.addMethod('POST', new apigateway.LambdaIntegration(fn{options}));
        """
    )
    assert len(said(found, "long-timeout")) == told


@pytest.mark.parametrize(
    "client",
    [
        "new cognito.UserPoolClient(this, 'Machine', { userPool: pool, oAuth: { flows: { clientCredentials: true } } });",
        "pool.addClient('Machine', { oAuth: { flows: { clientCredentials: true } } });",
    ],
)
def test_a_pool_that_only_machines_get_tokens_from_has_no_passwords(client):
    pool = "const pool = new cognito.UserPool(this, 'Pool', {});"
    assert said(stack_of(pool), "cognito-no-mfa") == ["cognito-no-mfa"]
    assert said(stack_of(pool + client), "cognito-no-mfa") == []


def test_a_policy_is_attached_to_the_role_that_a_function_is_given():
    found = stack_of(
        """
        policy = iam.Policy(self, "Policy", statements=[iam.PolicyStatement(actions=["s3:*"], resources=["*"])])
        fn = lambda_.Function(self, "Fn", handler="a.b")
        policy.attach_to_role(fn.role)
        """.replace("\n        ", "\n"),
        "python",
    )
    (worker,) = found.worlds[0].functions
    assert [s.actions for s in worker.role.statements if s.by == "author"] == [("s3:*",)]
    assert len(found.unread) == 1


def test_a_policy_in_a_constant_is_read():
    found = stack_of(
        """
        const policy = { Statement: [{ Effect: 'Allow', Action: ['s3:*'], Resource: ['*'] }] };
        new iam.Role(this, 'Role', {
          assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
          inlinePolicies: { own: iam.PolicyDocument.fromJson(policy) },
        });
        """
    )
    assert ("s3:*",) in [statement.actions for role in found.worlds[0].roles for statement in role.statements]
    assert len(found.unread) == 1


def test_what_a_policy_as_json_has_beside_its_elements_is_left_out():
    found = stack_of(
        """
        const policy = { Statement: [{ sid: 'Own', Effect: 'Allow', Action: ['s3:*'], Resource: ['*'] }] };
        new iam.Policy(this, 'Policy', { document: iam.PolicyDocument.fromJson(policy) });
        """
    )
    (resource,) = found.worlds[0].resources("AWS::IAM::Policy")
    (statement,) = resource["PolicyDocument"].value["Statement"]
    assert list(statement) == ["Effect", "Action", "Resource"]


def test_retention_that_a_function_asks_for_is_that_of_its_log():
    found = stack_of("new lambda.Function(this, 'Own', { handler: 'a.b', logRetention: logs.RetentionDays.ONE_WEEK });")
    days = {group.resource["RetentionInDays"].value for group in found.worlds[0].log_groups if group.resource}
    assert days == {7}
