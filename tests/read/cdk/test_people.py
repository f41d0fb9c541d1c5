"""Users, groups and the policies of keys and secrets, read from the source of an application."""

import json

from leastwise.model.value import display
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read

SOURCE = """import {{ App, Stack, aws_iam as iam, aws_kms as kms, aws_lambda as lambda, aws_s3 as s3 }} from 'aws-cdk-lib';
class Shop extends Stack {{
  constructor(scope, id) {{
    super(scope, id);
    {body}
  }}
}}
new Shop(new App(), 'Shop');
"""


def resources(*lines):
    files = {"cdk.json": json.dumps({"app": "npx tsx shop.ts"}), "shop.ts": SOURCE.format(body="\n    ".join(lines))}
    (reading,) = [one for one in read(MemoryFiles(files)) if one.worlds]
    return [one for one in reading.worlds[0].resources()]


def of_type(found, kind):
    (one,) = [one for one in found if one.type == kind]
    return one


def test_members_of_a_group():
    found = resources(
        "const team = new iam.Group(this, 'Team');",
        "const ann = new iam.User(this, 'Ann');",
        "const bob = new iam.User(this, 'Bob', { groups: [team] });",
        "team.addUser(ann);",
    )
    added = of_type(found, "AWS::IAM::UserToGroupAddition")
    assert [display(added["GroupName"].value), *map(display, added["Users"].value)] == ["${ShopTeam}", "${ShopAnn}"]
    assert added.location.line == 8
    (bob,) = [one for one in found if one.name == "Shop/Bob"]
    assert [*map(display, bob["Groups"].value)] == ["${ShopTeam}"]


def test_policies_are_attached_to_users_and_groups():
    found = resources(
        "const ann = new iam.User(this, 'Ann');",
        "const team = new iam.Group(this, 'Team');",
        "const own = new iam.ManagedPolicy(this, 'Own', { groups: [team] });",
        "own.addStatements(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] }));",
        "own.attachToUser(ann);",
    )
    own = of_type(found, "AWS::IAM::ManagedPolicy")
    assert [*map(display, own["Users"].value)] == ["${ShopAnn}"]
    assert [*map(display, own["Groups"].value)] == ["${ShopTeam}"]


def test_what_is_added_to_a_key_is_beside_the_trust_in_the_account():
    found = resources(
        "const key = new kms.Key(this, 'Key');",
        "const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });",
        "key.addToResourcePolicy(new iam.PolicyStatement({ actions: ['kms:Sign'], principals: [role] }));",
    )
    first, second = of_type(found, "AWS::KMS::Key")["KeyPolicy"].value["Statement"]
    assert (first["Action"], display(first["Principal"]["AWS"])[-5:]) == ("kms:*", ":root")
    assert (second["Action"], [*map(display, second["Principal"]["AWS"])]) == (["kms:Sign"], ["${ShopRole.Arn}"])


def test_a_bucket_may_name_a_function_that_is_made_after_it():
    found = resources(
        "const files = new s3.Bucket(this, 'Files');",
        "const work = new lambda.Function(this, 'Work', { handler: 'a.b', code: lambda.Code.fromInline('x') });",
        "files.addToResourcePolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], principals: [work] }));",
    )
    (statement,) = of_type(found, "AWS::S3::BucketPolicy")["PolicyDocument"].value["Statement"]
    assert [*map(display, statement["Principal"]["AWS"])] == ["${ShopWorkServiceRole.Arn}"]
