"""A cloud assembly as `cdk synth` writes it, made by hand: one stack with a function, and its source."""

import json

HASH = "ab" * 32
STACK = "cdk.out/Shop.template.json"

SOURCE = """import * as cdk from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';

export class Shop extends cdk.Stack {
  constructor(scope, id) {
    super(scope, id);
    const worker = new lambda.Function(this, 'Worker', {
      runtime: lambda.Runtime.PYTHON_3_13, handler: 'app.handler', code: lambda.Code.fromAsset('functions/worker'),
    });
  }
}
"""


def named(path, kind, properties, **metadata):
    return {"Type": kind, "Properties": properties, "Metadata": {"aws:cdk:path": path, **metadata}}


def role(managed):
    trusted = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
    return {"AssumeRolePolicyDocument": {"Statement": [trusted]}, "ManagedPolicyArns": list(managed)}


BASIC = {
    "Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]]
}


def function(name="Worker", code=None, **more):
    properties = {
        "Code": code or {"S3Bucket": {"Fn::Sub": "cdk-assets-${AWS::AccountId}"}, "S3Key": f"{HASH}.zip"},
        "Handler": "app.handler",
        "Runtime": "python3.13",
        "Role": {"Fn::GetAtt": [f"{name}Role", "Arn"]},
        **more,
    }
    return {
        f"{name}Role": named(f"Shop/{name}/ServiceRole/Resource", "AWS::IAM::Role", role(managed=[BASIC])),
        name: named(
            f"Shop/{name}/Resource", "AWS::Lambda::Function", properties, **{"aws:asset:path": f"asset.{HASH}"}
        ),
    }


def artifact(template="Shop.template.json", **more):
    return {"type": "aws:cloudformation:stack", "properties": {"templateFile": template}, **more}


def assembly(resources, *, metadata=None, more=None, template=None):
    """The files of an application with one stack."""
    assets = {"files": {HASH: {"source": {"path": f"asset.{HASH}", "packaging": "zip"}}}, "dockerImages": {}}
    manifest = {
        "version": "36.0.0",
        "artifacts": {
            "Shop.assets": {"type": "cdk:asset-manifest", "properties": {"file": "Shop.assets.json"}},
            "Shop": artifact(metadata=metadata or {}),
        },
    }
    return {
        "cdk.json": json.dumps({"app": "npx ts-node bin/shop.ts"}),
        "cdk.out/manifest.json": json.dumps(manifest),
        "cdk.out/Shop.assets.json": json.dumps(assets),
        STACK: json.dumps({"Resources": resources, **(template or {})}, indent=1),
        f"cdk.out/asset.{HASH}/app.py": "def handler(event, context): return event\n",
        "functions/worker/app.py": "def handler(event, context): return event\n",
        "lib/shop.ts": SOURCE,
        **(more or {}),
    }


def creation(*frames):
    """What the CDK notes about where a construct is made, on a machine that is not this one."""
    return [{"type": "aws:cdk:logicalId", "data": "X"}, {"type": "aws:cdk:creationStack", "data": list(frames)}]
