"""Findings about a synthesised application stand where its author wrote what they are about, in his words."""

import json

import pytest

from leastwise.engine import JudgeSettings, judge
from leastwise.model.finding import Persona
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read
from leastwise.rules.discovery import discover
from leastwise.rules.selection import choose

from .cloud import assembly, creation, function, named

PYTHON = """from aws_cdk import App, Duration, Stack, aws_iam as iam, aws_lambda as lambda_, aws_sqs as sqs


class Shop(Stack):
    def __init__(self, scope, id):
        super().__init__(scope, id)
        worker = lambda_.Function(
            self, "Worker",
            runtime=lambda_.Runtime.PYTHON_3_8,
            handler="app.handler",
            code=lambda_.Code.from_asset("functions/worker"),
        )
        worker.add_to_role_policy(iam.PolicyStatement(actions=["s3:GetObject"], resources=["*"]))
        worker.add_to_role_policy(iam.PolicyStatement(
            actions=["dynamodb:*"],
            resources=["*"],
        ))
        jobs = sqs.Queue(self, "Jobs", visibility_timeout=Duration.seconds(1))
        for name in names():
            sqs.Queue(self, name)


app = App()
Shop(app, "Shop")
"""

TYPESCRIPT = """import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';

class Shop extends Stack {
  constructor(scope, id) {
    super(scope, id);
    new lambda.Function(this, 'Worker', {
      handler: 'app.handler',
      runtime: lambda.Runtime.PYTHON_3_8,
      code: lambda.Code.fromAsset('functions/worker'),
    });
  }
}
const app = new App();
new Shop(app, `Shop-${process.env.STAGE}`);
"""


def found(files, *rules):
    (reading,) = [r for r in read(MemoryFiles(files)) if r.worlds]
    return judge(reading, choose(discover(), select=rules), JudgeSettings(Persona.AUDITOR, frozenset(rules))).findings


def written(files, finding):
    place = finding.location
    return place.file, files[place.file].split("\n")[place.line - 1].strip()


def python(resources):
    cdk = {"cdk.json": json.dumps({"app": "python3 app.py"}), "app.py": PYTHON}
    return assembly(resources, more=cdk)


def with_policy():
    resources = function(Runtime="python3.8")
    statements = [
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
        {"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*"},
    ]
    policy = {"PolicyDocument": {"Statement": statements}, "Roles": [{"Ref": "WorkerRole"}]}
    resources["Policy"] = named("Shop/Worker/ServiceRole/DefaultPolicy/Resource", "AWS::IAM::Policy", policy)
    return resources


def test_a_construct_in_python_is_found_by_its_path():
    files = python(function(Runtime="python3.8"))
    (finding,) = found(files, "no-tracing")
    assert written(files, finding) == ("app.py", "worker = lambda_.Function(")
    assert finding.missing_property == "tracing"


def test_a_property_is_found_where_it_is_written():
    files = python(function(Runtime="python3.8"))
    (finding,) = found(files, "deprecated-runtime")
    assert written(files, finding) == ("app.py", "runtime=lambda_.Runtime.PYTHON_3_8,")


def test_a_statement_is_found_by_what_it_allows():
    files = python(with_policy())
    (finding,) = found(files, "wildcard-action")
    assert written(files, finding) == ("app.py", 'actions=["dynamodb:*"],')


def test_what_one_line_makes_many_times_over_stands_in_no_place_of_one():
    queues = {n: named(f"Shop/{n}/Resource", "AWS::SQS::Queue", {}) for n in ("Jobs", "Unforeseen")}
    files = python(queues)
    places = {f.place.resource.name: f.location.file for f in found(files, "plaintext-queue-access")}
    assert places == {"Shop/Jobs": "app.py", "Shop/Unforeseen": "cdk.out/Shop.template.json"}


def test_an_id_of_the_stack_that_only_running_tells_hides_no_place():
    more = {"cdk.json": json.dumps({"app": "npx ts-node app.ts"}), "app.ts": TYPESCRIPT}
    files = assembly(function(Runtime="python3.8"), more=more)
    (finding,) = found(files, "deprecated-runtime")
    assert written(files, finding) == ("app.ts", "runtime: lambda.Runtime.PYTHON_3_8,")


def test_the_property_is_told_beside_a_trace_that_only_knows_the_construct():
    more = {"cdk.json": json.dumps({"app": "npx ts-node app.ts"}), "app.ts": TYPESCRIPT}
    trace = {"/Shop/Worker/Resource": creation("at new Shop (/build/app.ts:7:5)")}
    files = assembly(function(Runtime="python3.8"), metadata=trace, more=more)
    places = {f.rule: f.location.line for f in found(files, "deprecated-runtime", "no-tracing")}
    assert places == {"no-tracing": 7, "deprecated-runtime": 9}


@pytest.mark.parametrize("command", ["./gradlew run", "python3 gone.py", 7])
def test_without_a_source_that_is_read_findings_stand_in_the_template(command):
    files = assembly(function(), more={"cdk.json": json.dumps({"app": command})})
    (finding,) = found(files, "no-tracing")
    assert finding.location.file == "cdk.out/Shop.template.json"


def test_what_is_absent_is_called_as_in_the_construct():
    queue = named("Shop/Jobs/Resource", "AWS::SQS::Queue", {"VisibilityTimeout": 1})
    table = named("Shop/Own", "AWS::DynamoDB::Table", {})
    of_queue, of_table = found(python({"Jobs": queue, "Own": table}), "default-key")
    assert {of_queue.missing_property, of_table.missing_property} == {
        "encryption_master_key",
        "sse_specification.kms_master_key_id",
    }
    typescript = assembly({"Jobs": queue, "Own": table})
    assert {f.missing_property for f in found(typescript, "default-key")} == {
        "encryptionMasterKey",
        "sseSpecification.kmsMasterKeyId",
    }


@pytest.mark.parametrize("source", [TYPESCRIPT, "#!/usr/bin/env node\nmake('Worker');\n"])
def test_a_trace_through_transpiled_code_is_no_place(source):
    frames = creation("new Shop (/home/ci/shop/app.ts:1:1234)", "<anonymous> (/home/ci/shop/app.ts:1:20)")
    more = {"cdk.json": json.dumps({"app": "npx tsx app.ts"}), "app.ts": source}
    files = assembly(function(), metadata={"/Shop/Worker/Resource": frames}, more=more)
    (finding,) = found(files, "no-tracing")
    assert written(files, finding)[0] == "app.ts"
    assert "'Worker'" in written(files, finding)[1]


def test_an_event_source_stands_where_it_is_made():
    mapping = {
        "FunctionName": {"Ref": "Worker"},
        "EventSourceArn": {"Fn::GetAtt": ["Stream", "Arn"]},
        "StartingPosition": "LATEST",
    }
    resources = function() | {
        "Stream": named("Shop/Stream/Resource", "AWS::Kinesis::Stream", {}),
        "Mapping": named(
            "Shop/Worker/KinesisEventSource:ShopStream0A1B2C3D/Resource", "AWS::Lambda::EventSourceMapping", mapping
        ),
    }
    files = python(resources)
    files["app.py"] = PYTHON.replace(
        "        for name in names():",
        """        stream = kinesis.Stream(self, "Stream")
        worker.add_event_source(
            sources.KinesisEventSource(stream, starting_position=lambda_.StartingPosition.LATEST)
        )
        for name in names():""",
    ).replace("aws_sqs as sqs", "aws_sqs as sqs, aws_kinesis as kinesis, aws_lambda_event_sources as sources")
    (finding,) = found(files, "no-failure-destination")
    assert written(files, finding)[1].startswith("sources.KinesisEventSource(")


def test_what_one_line_asks_for_twice_is_told_once_and_targets_are_told_apart():
    targets = [
        {"Id": "a", "Arn": {"Fn::GetAtt": ["Worker", "Arn"]}},
        {"Id": "b", "Arn": {"Fn::GetAtt": ["Jobs", "Arn"]}},
    ]
    rule = {"EventPattern": {"source": ["shop"]}, "Targets": [*targets, targets[0]]}
    resources = function() | {
        "Jobs": named("Shop/Jobs/Resource", "AWS::SQS::Queue", {}),
        "Rule": named("Shop/Rule/Resource", "AWS::Events::Rule", rule),
    }
    frames = creation("new Shop (/home/ci/shop/lib/shop.ts:7:20)")
    told = found(assembly(resources, metadata={"/Shop/Rule/Resource": frames}), "no-dead-letter")
    messages = [finding.message for finding in told if finding.message.startswith("The rule")]
    assert sorted(messages) == [
        f"The rule Shop/Rule drops what it cannot deliver to Shop/{name}." for name in ("Jobs", "Worker")
    ]
