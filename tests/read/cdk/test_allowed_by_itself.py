"""What the CDK allows a function because of its settings, and on the keys of what it is granted."""

import json

import pytest

from leastwise.cli import main

_STACK = """
import {{ Stack }} from "aws-cdk-lib";
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as sqs from "aws-cdk-lib/aws-sqs";
import * as sns from "aws-cdk-lib/aws-sns";
import * as kms from "aws-cdk-lib/aws-kms";
import * as dynamodb from "aws-cdk-lib/aws-dynamodb";
import {{ DynamoEventSource, SqsDlq }} from "aws-cdk-lib/aws-lambda-event-sources";

export class Shop extends Stack {{
  constructor(scope, id) {{
    super(scope, id);
    const key = new kms.Key(this, "Key");
    const letters = new sqs.Queue(this, "Letters", {{ encryptionMasterKey: key }});
    const alarms = new sns.Topic(this, "Alarms");
    const plain = new dynamodb.Table(this, "Plain", {{ partitionKey: {{ name: "id", type: "S" }}, stream: "NEW_IMAGE" }});
    const orders = new dynamodb.Table(this, "Orders", {{ partitionKey: {{ name: "id", type: "S" }}, encryptionKey: key }});
    const fn = new lambda.Function(this, "Fn", {{
      runtime: lambda.Runtime.NODEJS_22_X, handler: "index.handler", code: lambda.Code.fromAsset("src"), {props}
    }});
    {calls}
  }}
}}
new Shop(app, "Shop");
"""


@pytest.mark.parametrize(
    ("props", "calls", "granted"),
    [
        ("tracing: lambda.Tracing.ACTIVE,", "", {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}),
        ("deadLetterTopic: alarms,", "", {"sns:Publish"}),
        ("deadLetterQueue: letters,", "", {"sqs:SendMessage"}),
        ("durableConfig: {},", "", {"lambda:CheckpointDurableExecution"}),
        ("", "orders.grantReadData(fn);", {"kms:Decrypt"}),
        ("", "orders.encryptionKey?.grantDecrypt(fn);", {"kms:Decrypt"}),
        (
            "",
            'fn.addEventSource(new DynamoEventSource(plain, { startingPosition: "LATEST", onFailure: '
            "new SqsDlq(letters) }));",
            {"sqs:SendMessage", "kms:GenerateDataKey*", "dynamodb:GetRecords"},
        ),
    ],
)
def test_a_setting_brings_its_permission(tmp_path, capsys, props, calls, granted):
    (tmp_path / "cdk.json").write_text('{"app": "npx ts-node app.ts"}')
    (tmp_path / "app.ts").write_text(_STACK.format(props=props, calls=calls))
    (tmp_path / "src").mkdir()
    (tmp_path / "src/index.js").write_text("exports.handler = async () => 1;\n")
    main(["policy", "show", "--root", str(tmp_path), "--isolated", "--format", "json", str(tmp_path)])
    (function,) = json.loads(capsys.readouterr().out)["functions"]
    assert granted <= {grant["action"] for grant in function["grants"]}
    assert function["certainty"] == "complete", function["why"]


def test_a_key_that_is_not_there_is_granted_nothing(tmp_path, capsys):
    test_a_setting_brings_its_permission(tmp_path, capsys, "", "plain.encryptionKey?.grantDecrypt(fn);", set())
