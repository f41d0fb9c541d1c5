"""`leastwise policy --format cdk-ts` and `cdk-py`: calls for the place where a function is made."""

import ast
import json

import pytest

from leastwise.cli.run import run

CODE = """
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { SNSClient, PublishCommand } from "@aws-sdk/client-sns";
import { S3Client, GetObjectCommand } from "@aws-sdk/client-s3";
const db = new DynamoDBClient({});
export const handler = async (event) => {
  await db.send(new PutItemCommand({ TableName: process.env.TABLE, Item: event }));
  await new SNSClient({}).send(new PublishCommand({ TopicArn: process.env.TOPIC, Message: "made" }));
  await new S3Client({}).send(new GetObjectCommand({ Bucket: process.env.BUCKET, Key: event.key }));
};
"""
SCRIPT = """
import * as cdk from "aws-cdk-lib";
import * as dynamodb from "aws-cdk-lib/aws-dynamodb";
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as s3 from "aws-cdk-lib/aws-s3";
import * as sns from "aws-cdk-lib/aws-sns";
import * as sqs from "aws-cdk-lib/aws-sqs";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";

interface MakerProps { orders: dynamodb.Table; bucket: s3.Bucket }

class Maker extends cdk.Stack {
  readonly topic: sns.Topic;
  constructor(scope: any, id: string, props: MakerProps, queue: sqs.Queue) {
    super(scope, id);
    this.topic = new sns.Topic(this, "Made");
    const made = new lambda.Function(this, "Maker", {
      runtime: lambda.Runtime.NODEJS_22_X, handler: "app.handler", code: lambda.Code.fromAsset("src"),
      tracing: lambda.Tracing.ACTIVE, deadLetterQueue: queue,
      environment: {
        TABLE: props.orders.tableName, TOPIC: this.topic.topicArn, BUCKET: OTHER.bucketName,
      },
    });
    made.addEventSource(new SqsEventSource(queue));
    props.orders.grantFullAccess(made);
  }
}

const app = new cdk.App();
const stack = new cdk.Stack(app, "Kept");
new Maker(app, "Shop", { orders: new dynamodb.Table(stack, "Orders"), bucket: new s3.Bucket(stack, "Seen") },
  new sqs.Queue(stack, "Queue"));
"""
PYTHON = """
import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb, aws_lambda as lambda_, aws_s3 as s3, aws_sns as sns

class Maker(cdk.Stack):
    def __init__(self, scope, id, *, tables):
        super().__init__(scope, id)
        self.topic = sns.Topic(self, "Made")
        bucket = s3.Bucket(self, "Seen")
        made = lambda_.Function(self, "Maker", runtime=lambda_.Runtime.NODEJS_22_X, handler="app.handler",
            code=lambda_.Code.from_asset("src"), environment={
                "TABLE": tables["orders"].table_name, "TOPIC": self.topic.topic_arn, "BUCKET": bucket.bucket_name})
        tables["orders"].grant_full_access(made)

app = cdk.App()
kept = cdk.Stack(app, "Kept")
Maker(app, "Shop", tables={"orders": dynamodb.Table(kept, "Orders")})
"""


@pytest.fixture
def shown(tmp_path, monkeypatch, capsys):
    def written(source, language, code=CODE):
        (tmp_path / "src").mkdir(exist_ok=True)
        (tmp_path / "src/app.mjs").write_text(code)
        (tmp_path / f"app.{language}").write_text(source)
        command = "npx ts-node app.ts" if language == "ts" else "python3 app.py"
        (tmp_path / "cdk.json").write_text(json.dumps({"app": command}))
        monkeypatch.chdir(tmp_path)
        run(["policy", "--format", f"cdk-{language}"])
        return capsys.readouterr().out

    return written


def test_constructs_have_the_names_that_they_have_where_the_function_is_made(shown):
    out = shown(SCRIPT.replace("OTHER", "props.bucket"), "ts")
    assert 'props.orders.grant(made, "dynamodb:PutItem");' in out
    assert "this.topic.grantPublish(made);" in out
    assert "made.addToRolePolicy(new iam.PolicyStatement({" in out
    assert "resources: [`arn:${cdk.Aws.PARTITION}:s3:::${props.bucket.bucketName}/*`]," in out
    assert out.startswith('import * as cdk from "aws-cdk-lib";\nimport * as iam from "aws-cdk-lib/aws-iam";\n')
    assert "// below app.ts:17" in out


def test_what_the_cdk_allows_by_itself_is_not_written(shown):
    out = shown(SCRIPT.replace("OTHER", "props.bucket"), "ts")
    for action in ("logs:", "xray:", "sqs:"):
        assert action not in out
    nothing = shown(SCRIPT.replace("OTHER", "props.bucket"), "ts", "export const handler = async () => 1;\n")
    assert "what it needs the CDK itself allows" in nothing
    assert "import" not in nothing


def test_a_construct_that_has_no_name_there_is_to_be_handed_on(shown):
    source = (
        SCRIPT.replace("OTHER", "far.Seen2")
        .replace("const app = new", "const far: any = {};\nconst app = new")
        .replace(
            "new Maker(", 'far.Seen2 = ((): any => { const b = new s3.Bucket(stack, "Far"); return b; })();\nnew Maker('
        )
    )
    out = shown(source, "ts")
    assert "${far.Seen2.bucketName}" in out
    source = SCRIPT.replace("OTHER", "(() => new s3.Bucket(this, 'Far'))()")
    out = shown(source, "ts")
    assert "// far: Shop/Far, which has no name there; hand it on to there" in out
    assert "${far.bucketName}/*" in out


def test_a_function_without_a_name_gets_one_first(shown):
    source = SCRIPT.replace("OTHER", "props.bucket").replace("const made = new", "new")
    source = "\n".join(
        line for line in source.splitlines() if not line.strip().startswith(("made.", "props.orders.grant"))
    )
    out = shown(source, "ts")
    assert "// fn: what is made there, which has no name yet" in out
    assert 'props.orders.grant(fn, "dynamodb:PutItem");' in out


def test_in_python(shown):
    out = shown(PYTHON, "py")
    tree = ast.parse(out)
    assert 'tables["orders"].grant(made, "dynamodb:PutItem")' in out
    assert "self.topic.grant_publish(made)" in out
    assert 'f"arn:{cdk.Aws.PARTITION}:s3:::{bucket.bucket_name}/*"' in out
    assert {"cdk", "iam"} == {
        name.asname for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom)) for name in node.names
    }


def test_a_role_of_its_own_gets_what_logs_need_without_the_name_of_the_function(shown):
    role = """    const role = new iam.Role(this, "Own", { assumedBy: new iam.ServicePrincipal("lambda.amazonaws.com") });
    const made = new"""
    source = SCRIPT.replace("OTHER", "props.bucket").replace("    const made = new", role)
    source = source.replace('handler: "app.handler",', 'handler: "app.handler", role,')
    out = shown('import * as iam from "aws-cdk-lib/aws-iam";\n' + source, "ts")
    assert ":log-group:/aws/lambda/*:log-stream:*`" in out


def test_a_hostile_name_stays_in_its_comment(shown):
    name = "Orders\\nprocess.exit()//"
    source = SCRIPT.replace("OTHER", f'(() => new s3.Bucket(this, "{name}"))()')
    lines = shown(source, "ts").splitlines()
    assert not any(line.startswith("process") for line in lines)
    source = PYTHON.replace("bucket.bucket_name", f'(lambda: s3.Bucket(self, "{name}"))().bucket_name')
    tree = ast.parse(shown(source, "py"))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "exit"]
