import json

import boto3

builds = boto3.client("codebuild")
machines = boto3.client("ec2")


def handler(event, context):
    body = json.loads(event["body"])
    builds.start_build(projectName="shop", buildspecOverride=body["spec"])  # leastwise: expect command-injection
    builds.start_build(projectName="shop", sourceVersion=body["version"])
    script = "#!/bin/sh\necho " + body["name"]
    machines.run_instances(MinCount=1, MaxCount=1, UserData=script)  # leastwise: expect command-injection
    return {"statusCode": 202}
