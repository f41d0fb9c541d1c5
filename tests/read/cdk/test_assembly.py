"""What `cdk synth` wrote is read as one application, in the names and places of its author."""

import json

import pytest

from leastwise.engine import JudgeSettings, judge
from leastwise.model.finding import Persona
from leastwise.model.graph import TriggerKind
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read
from leastwise.rules.discovery import discover
from leastwise.rules.selection import choose
from leastwise.suppress.collect import notes_in
from leastwise.suppress.ledger import Ledger

from .cloud import BASIC, HASH, STACK, artifact, assembly, creation, function, named, role


def readings(files):
    return list(read(MemoryFiles(files)))


def application(files):
    (found,) = [r for r in readings(files) if r.worlds]
    assert found.framework == "cdk"
    return found.worlds[0]


def findings(reading, *rules):
    return judge(reading, choose(discover(), select=rules), JudgeSettings(Persona.AUDITOR, frozenset(rules))).findings


def test_an_assembly_is_one_application_and_its_templates_are_not_read_again():
    (only,) = readings(assembly(function()))
    assert (only.id, only.framework, only.unread) == ("cdk.json", "cdk", ())


def test_constructs_bear_their_paths():
    (worker,) = application(assembly(function())).functions
    assert (worker.name, worker.id) == ("Shop/Worker", f"{STACK}:Shop/Worker")


def test_an_asset_is_the_folder_that_it_is_a_copy_of():
    (worker,) = application(assembly(function())).functions
    assert (worker.code.directory, worker.code.file) == ("functions/worker", "functions/worker/app.py")


def test_an_asset_that_is_a_copy_of_nothing_stays_where_it_is():
    files = assembly(function()) | {"functions/worker/app.py": "something else"}
    (worker,) = application(files).functions
    assert worker.code.file == f"cdk.out/asset.{HASH}/app.py"


def test_the_original_path_of_another_machine_leads_home():
    resources = function()
    resources["Worker"]["Metadata"]["aws:asset:original-path"] = "/home/ci/build/shop/functions/worker"
    (worker,) = application(assembly(resources)).functions
    assert worker.code.directory == "functions/worker"


def test_a_bundle_is_followed_to_its_entry_point():
    resources = function(Runtime="nodejs22.x", Handler="index.handler")
    bundle = "var x;\n// functions/lib/util.ts\nvar u = 1;\n// functions/orders.ts\nexports.handler = () => u;\n"
    files = assembly(resources) | {
        f"cdk.out/asset.{HASH}/index.js": bundle,
        "functions/orders.ts": "export const handler = () => 1",
        "functions/lib/util.ts": "",
    }
    (worker,) = application(files).functions
    assert worker.code.file == "functions/orders.ts"


def test_findings_stand_where_the_construct_is_made():
    frames = creation(
        "...new Function in aws-cdk-lib...",
        "new Function (/home/ci/shop/node_modules/aws-cdk-lib/aws-lambda/lib/function.js:1:99)",
        "new Shop (/home/ci/shop/lib/shop.ts:7:20)",
        "<anonymous> (/home/ci/shop/bin/shop.ts:4:1)",
    )
    files = assembly(function(), metadata={"/Shop/Worker/Resource": frames})
    (reading,) = readings(files)
    (found,) = findings(reading, "no-tracing")
    assert (found.location.file, found.location.line, found.location.column) == ("lib/shop.ts", 7, 20)
    assert found.resource == f"{STACK}:Shop/Worker"


@pytest.mark.parametrize("path", ["/etc/passwd", "/home/ci/node_modules/x/lib/shop.ts", "../../../etc/passwd"])
def test_places_outside_the_authors_files_are_not_taken(path):
    files = assembly(function(), metadata={"/Shop/Worker/Resource": creation(f"new Shop ({path}:7:20)")})
    (reading,) = readings(files)
    assert findings(reading, "no-tracing")[0].location.file == STACK


def test_metadata_in_a_file_of_its_own_is_read():
    frames = {"/Shop/Worker/Resource": creation("new Shop (/x/lib/shop.ts:7:20)")}
    files = assembly(function())
    manifest = json.loads(files["cdk.out/manifest.json"])
    manifest["artifacts"]["Shop"] = artifact(additionalMetadataFile="Shop.metadata.json")
    files |= {"cdk.out/manifest.json": json.dumps(manifest), "cdk.out/Shop.metadata.json": json.dumps(frames)}
    (reading,) = readings(files)
    assert findings(reading, "no-tracing")[0].location.file == "lib/shop.ts"


def accepted(files, *rules):
    (reading,) = readings(files)
    found = findings(reading, *rules)
    notes = notes_in(reading.worlds, (f.place.span[0] for f in found))
    return {f.rule: f.suppressed for f in Ledger(notes, "2026-01-01").accept(found)}


TRACE = {"/Shop/Worker/Resource": creation("new Shop (/x/lib/shop.ts:7:20)")}


@pytest.mark.parametrize("metadata", [{}, TRACE])
def test_metadata_of_a_construct_accepts_findings_wherever_they_are_shown(metadata):
    resources = function()
    resources["Worker"]["Metadata"]["leastwise"] = {"ignore": ["no-tracing"]}
    assert accepted(assembly(resources, metadata=metadata), "no-tracing", "unsigned-code") == {
        "no-tracing": True,
        "unsigned-code": False,
    }


def test_a_comment_at_the_construct_accepts_findings():
    files = assembly(function(), metadata=TRACE)
    line = "    const worker ="
    files["lib/shop.ts"] = files["lib/shop.ts"].replace(line, f"    // leastwise: ignore[no-tracing]\n{line}")
    files["cdk.out/manifest.json"] = files["cdk.out/manifest.json"].replace("shop.ts:7:20", "shop.ts:8:20")
    assert accepted(files, "no-tracing", "unsigned-code") == {"no-tracing": True, "unsigned-code": False}


def test_who_wanted_what():
    statements = [
        {"Effect": "Allow", "Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*"},
        {"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*"},
    ]
    policy = {"PolicyDocument": {"Statement": statements}, "PolicyName": "p", "Roles": [{"Ref": "WorkerRole"}]}
    resources = function()
    resources["Policy"] = named("Shop/Worker/ServiceRole/DefaultPolicy/Resource", "AWS::IAM::Policy", policy)
    resources["WorkerRole"]["Properties"] = role(managed=[BASIC, "arn:aws:iam::aws:policy/AmazonS3FullAccess"])
    (worker,) = application(assembly(resources)).functions
    assert worker.role.resource.by == "author"
    assert worker.role.resource["ManagedPolicyArns.0"].by == "framework"
    assert worker.role.resource["ManagedPolicyArns.1"].by == "author"
    assert [(s.by, *s.actions) for s in worker.role.statements if s.by == "author"] == [("author", "dynamodb:*")]


@pytest.mark.parametrize(
    ("actions", "by_author"),
    [
        (["dynamodb:GetRecords", "dynamodb:GetShardIterator"], []),
        (["dynamodb:GetItem", "dynamodb:GetRecords", "dynamodb:GetShardIterator"], ["dynamodb:GetItem"]),
        (["ssm:DescribeParameters", "ssm:GetParameterHistory"], ["ssm:GetParameterHistory"]),
        (["dynamodb:DescribeStream", "dynamodb:GetRecords"], ["dynamodb:DescribeStream", "dynamodb:GetRecords"]),
        (["ssm:DescribeParameters"], ["ssm:DescribeParameters"]),
        (["states:SendTaskSuccess", "states:SendTaskFailure", "states:SendTaskHeartbeat"], []),
    ],
)
def test_what_a_grant_allows_in_vain_is_not_the_authors(actions, by_author):
    table = {"Fn::GetAtt": ["Table", "Arn"]}
    statements = [{"Effect": "Allow", "Action": actions, "Resource": table}]
    policy = {"PolicyDocument": {"Statement": statements}, "PolicyName": "p", "Roles": [{"Ref": "WorkerRole"}]}
    resources = function() | {"Table": named("Shop/Table/Resource", "AWS::DynamoDB::Table", {})}
    resources["Policy"] = named("Shop/Worker/ServiceRole/DefaultPolicy/Resource", "AWS::IAM::Policy", policy)
    (reading,) = readings(assembly(resources))
    (statement,) = (s for s in reading.worlds[0].functions[0].role.statements if actions[0] in s.actions)
    assert [place.value for place in statement.action_properties() if place.by == "author"] == by_author
    named_in_vain = {
        action for found in findings(reading, "invalid-action") for action in actions if f"`{action}`" in found.message
    }
    assert named_in_vain <= set(by_author)


def test_a_parameter_stands_where_it_is_made():
    template = {"Parameters": {"DbPassword": {"Type": "String"}}}
    said = [{"type": "aws:cdk:logicalId", "data": "DbPassword", "trace": ["new Shop (/x/lib/shop.ts:7:20)"]}]
    (reading,) = readings(assembly(function(), template=template, metadata={"/Shop/DbPassword": said}))
    (found,) = findings(reading, "noecho-missing")
    assert (found.location.file, found.location.line) == ("lib/shop.ts", 7)


def test_an_authorizer_is_named_by_the_parts_of_an_arn():
    arn = {"Fn::GetAtt": ["Worker", "Arn"]}
    partition, region = ({"Fn::Select": [part, {"Fn::Split": [":", arn]}]} for part in (1, 3))
    uri = ["arn:", partition, ":apigateway:", region, ":lambda:path/2015-03-31/functions/", arn, "/invocations"]
    properties = {"Type": "REQUEST", "AuthorizerUri": {"Fn::Join": ["", uri]}, "RestApiId": "api"}
    resources = function() | {"Auth": named("Shop/Auth/Resource", "AWS::ApiGateway::Authorizer", properties)}
    (reading,) = readings(assembly(resources))
    assert reading.unread == ()
    assert [trigger.kind for trigger in reading.worlds[0].triggers()] == ["authorizer"]


def of_the_cdk():
    helper = function("Helper", code={"ZipFile": "def handler(e, c): pass"})
    for key, end in (("Helper", "Resource"), ("HelperRole", "Role/Resource")):
        helper[key]["Metadata"]["aws:cdk:path"] = f"Shop/AWS679f53fac002430cb0da5b7982bd2287/{end}"
    return helper


def test_the_functions_of_the_cdk_itself_are_not_the_authors_and_nothing_is_said_about_them():
    (reading,) = readings(assembly(of_the_cdk()))
    assert reading.worlds[0].functions == ()
    assert [found.resource.by for found in reading.worlds[0].all_functions] == ["framework"]
    assert findings(reading, "no-tracing", "unstructured-log", "no-alarm") == ()


def test_a_function_of_the_cdk_hides_nothing_about_the_functions_of_the_author():
    rules = "no-tracing", "unstructured-log", "no-alarm", "no-insights", "unsigned-code", "log-never-expires"
    (reading,) = readings(assembly(of_the_cdk() | function()))
    found = findings(reading, *rules)
    assert sorted(f.rule for f in found) == sorted(rules)
    assert {f.functions for f in found} == {(f"{STACK}:Shop/Worker",)}


@pytest.mark.parametrize(("policy", "told"), [(None, 0), ("retain", 0), ("destroy", 1)])
def test_a_group_whose_retention_the_cdk_sets_stays_unless_it_is_to_be_destroyed(policy, told):
    resources = function()
    retention = {"LogGroupName": {"Fn::Join": ["", ["/aws/lambda/", {"Ref": "Worker"}]]}, "RetentionInDays": 7}
    retention |= {"RemovalPolicy": policy} if policy else {}
    resources["Logs"] = named("Shop/Worker/LogRetention/Resource", "Custom::LogRetention", retention)
    (reading,) = readings(assembly(resources))
    assert len(findings(reading, "log-not-recoverable")) == told


def test_notifications_and_log_retention_are_understood():
    resources = function()
    resources["Bucket"] = named("Shop/Bucket/Resource", "AWS::S3::Bucket", {})
    wanted = {
        "LambdaFunctionConfigurations": [
            {"Events": ["s3:ObjectCreated:*"], "LambdaFunctionArn": {"Fn::GetAtt": ["Worker", "Arn"]}}
        ]
    }
    notified = {"BucketName": {"Ref": "Bucket"}, "NotificationConfiguration": wanted}
    resources["Note"] = named("Shop/Bucket/Notifications/Resource", "Custom::S3BucketNotifications", notified)
    retention = {"LogGroupName": {"Fn::Join": ["", ["/aws/lambda/", {"Ref": "Worker"}]]}, "RetentionInDays": 7}
    resources["Logs"] = named("Shop/Worker/LogRetention/Resource", "Custom::LogRetention", retention)
    app = application(assembly(resources))
    assert [(t.kind, t.function.name) for t in app.triggers(kind=TriggerKind.S3)] == [(TriggerKind.S3, "Shop/Worker")]
    assert [group.resource["RetentionInDays"].value for group in app.log_groups if group.resource] == [7]


def test_stacks_are_joined_by_what_the_cdk_exports():
    other = {
        "Resources": {
            "Topic": named(
                "Other/Topic/Resource",
                "AWS::SNS::Topic",
                {"TopicName": {"Fn::ImportValue": "Shop:ExportsOutputRefQueue"}},
            )
        }
    }
    exported = {
        "Outputs": {
            "ExportsOutputRefQueue": {"Value": {"Ref": "Queue"}, "Export": {"Name": "Shop:ExportsOutputRefQueue"}}
        }
    }
    files = assembly({"Queue": named("Shop/Queue/Resource", "AWS::SQS::Queue", {})}, template=exported)
    manifest = json.loads(files["cdk.out/manifest.json"])
    manifest["artifacts"]["Other"] = artifact("Other.template.json")
    files |= {"cdk.out/manifest.json": json.dumps(manifest), "cdk.out/Other.template.json": json.dumps(other)}
    app = application(files)
    (topic,) = app.resources("AWS::SNS::Topic")
    assert app.referenced(topic["TopicName"].value).name == "Shop/Queue"


def test_nested_stacks_and_those_of_stages_are_read():
    nested = named(
        "Shop/Inner.NestedStack/Inner.NestedStackResource",
        "AWS::CloudFormation::Stack",
        {"TemplateURL": {"Fn::Join": ["", ["https://s3/", "x.json"]]}},
    )
    nested["Metadata"]["aws:asset:path"] = "Inner.nested.template.json"
    inner = {"Resources": {"Q": named("Shop/Inner/Q/Resource", "AWS::SQS::Queue", {})}}
    stage = {"Resources": {"Q": named("Prod/Shop/Q/Resource", "AWS::SQS::Queue", {})}}
    files = assembly({"Nested": nested})
    manifest = json.loads(files["cdk.out/manifest.json"])
    manifest["artifacts"]["assembly-Prod"] = {
        "type": "cdk:cloud-assembly",
        "properties": {"directoryName": "assembly-Prod"},
    }
    files |= {
        "cdk.out/manifest.json": json.dumps(manifest),
        "cdk.out/Inner.nested.template.json": json.dumps(inner),
        "cdk.out/assembly-Prod/manifest.json": json.dumps(
            {"version": "1", "artifacts": {"P": artifact("P.template.json")}}
        ),
        "cdk.out/assembly-Prod/P.template.json": json.dumps(stage),
    }
    assert {r.name for r in application(files).resources("AWS::SQS::Queue")} == {"Shop/Inner/Q", "Prod/Shop/Q"}


def test_another_output_folder_is_found_by_cdk_json():
    files = {path.replace("cdk.out/", "build/cloud/"): text for path, text in assembly(function()).items()}
    files["cdk.json"] = json.dumps({"app": "x", "output": "build/cloud"})
    (only,) = readings(files)
    assert [f.id for f in only.worlds[0].functions] == ["build/cloud/Shop.template.json:Shop/Worker"]


def test_what_the_cdk_adds_for_itself_opens_no_worlds():
    regions = {"Fn::Or": [{"Fn::Equals": [{"Ref": "AWS::Region"}, f"r{n}"]} for n in range(20)]}
    analytics = named("Shop/CDKMetadata/Default", "AWS::CDK::Metadata", {"Analytics": "x"}) | {
        "Condition": "CDKMetadataAvailable"
    }
    files = assembly(function() | {"M": analytics}, template={"Conditions": {"CDKMetadataAvailable": regions}})
    (only,) = readings(files)
    assert (len(only.worlds), only.unread) == (1, ())


def test_templates_without_a_manifest_are_templates():
    files = assembly(function())
    del files["cdk.out/manifest.json"], files["cdk.json"]
    (only,) = readings(files)
    assert (only.id, only.framework) == (STACK, "cloudformation")


@pytest.mark.parametrize(
    "manifest",
    [
        {"version": "1", "artifacts": {"A": None, "B": 3, "C": {"type": []}}},
        {
            "version": "1",
            "artifacts": {"A": artifact("../../secret.json"), "B": artifact("/etc/passwd"), "C": artifact(7)},
        },
        {"version": "1", "artifacts": {"A": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "."}}}},
        {"version": "1", "artifacts": {"A": artifact("missing.json", metadata=3)}},
    ],
)
def test_a_broken_manifest_is_said_and_raises_nothing(manifest):
    files = assembly(function()) | {"cdk.out/manifest.json": json.dumps(manifest)}
    (only,) = readings(files)
    assert only.fault is None
    assert not only.worlds
    assert only.unread


def test_an_assembly_in_itself_ends():
    manifest = {
        "version": "1",
        "artifacts": {
            "Shop": artifact(),
            "A": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-A"}},
        },
    }
    inner = {
        "version": "1",
        "artifacts": {"A": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-A"}}},
    }
    files = assembly(function()) | {"cdk.out/manifest.json": json.dumps(manifest)}
    files |= {"cdk.out/" + "assembly-A/" * depth + "manifest.json": json.dumps(inner) for depth in range(1, 30)}
    (only,) = readings(files)
    assert any("stages nest deeper" in note.reason for note in only.unread)


@pytest.mark.parametrize(
    "block", [{"Type": {}}, {"Type": "AWS::Lambda::Function", "Properties": {"Code": 3}, "Metadata": 3}, 3, None]
)
def test_a_broken_resource_costs_nothing_else(block):
    assert [f.name for f in application(assembly(function() | {"Odd": block})).functions if f.name != "Odd"] == [
        "Shop/Worker"
    ]


@pytest.mark.parametrize(("path", "told"), [("Shop/Task/ExecutionRole", 0), ("Shop/ExecutionRole", 1)])
def test_the_trust_of_a_role_that_a_construct_makes_for_itself_is_the_frameworks(path, told):
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ecs-tasks.amazonaws.com"}}
    made = named(f"{path}/Resource", "AWS::IAM::Role", {"AssumeRolePolicyDocument": {"Statement": [trust]}})
    task = {"ExecutionRoleArn": {"Fn::GetAtt": ["Role", "Arn"]}}
    resources = {"Role": made, "Task": named("Shop/Task/Resource", "AWS::ECS::TaskDefinition", task)}
    (reading,) = readings(assembly(resources))
    (role_,) = reading.worlds[0].roles
    assert (role_.resource["AssumeRolePolicyDocument"].by == "author") == bool(told)
    assert len(findings(reading, "confused-deputy")) == told
