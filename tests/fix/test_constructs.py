"""What a tool has written is never changed: a fix of the CDK is a message at the construct."""

import json

from .repaired import Repaired

STACK = {
    "Resources": {
        "Jobs1234": {
            "Type": "AWS::SQS::Queue",
            "Properties": {},
            "Metadata": {"aws:cdk:path": "Shop/Jobs/Resource"},
        }
    }
}
MANIFEST = {
    "version": "48.0.0",
    "artifacts": {"Shop": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "Shop.template.json"}}},
}


def test_a_fix_says_what_to_change_in_the_construct() -> None:
    files = {"cdk.out/manifest.json": json.dumps(MANIFEST), "cdk.out/Shop.template.json": json.dumps(STACK)}
    done = Repaired(files, "plaintext-queue-access")
    assert done.files == done.before
    assert [reason.partition(":")[0] for reason in done.left] == ["change it in the construct"]


def test_what_to_change_is_said_in_the_words_of_the_construct() -> None:
    function = "new lambda.Function(this, 'F', { runtime: lambda.Runtime.PYTHON_3_8, handler: 'a.h' });"
    source = (
        "import { Stack } from 'aws-cdk-lib';\nimport * as lambda from 'aws-cdk-lib/aws-lambda';\n"
        "import * as apigw from 'aws-cdk-lib/aws-apigateway';\nimport { stage } from 'elsewhere';\n"
        f"class Shop extends Stack {{ constructor(scope, id) {{ super(scope, id);\n{function}\n"
        "new apigw.RestApi(this, 'Api', { deployOptions: { stageName: stage, loggingLevel: apigw.MethodLoggingLevel.INFO, dataTraceEnabled: true } });\n} }\n"
    )
    files = {"cdk.json": json.dumps({"app": "npx ts-node app.ts"}), "app.ts": source}
    (data_trace,) = Repaired(files, "api-data-trace").left
    assert "deployOptions.dataTraceEnabled" in data_trace
    assert "Unknown(" not in data_trace
    (runtime,) = Repaired(files, "deprecated-runtime").left
    assert "set runtime of Shop/F" in runtime
