"""A changed file leads to the applications that it belongs to."""

import pytest

from leastwise.read.files import MemoryFiles
from leastwise.read.owners import Owners

HEAD = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
FUNCTION = (
    HEAD
    + "  F:\n    Type: AWS::Serverless::Function\n    Properties: {Runtime: python3.13, Handler: a.b, CodeUri: %s}\n"
)
LAYER = HEAD + "  L:\n    Type: AWS::Serverless::LayerVersion\n    Properties: {ContentUri: %s}\n"
API = HEAD + "  A:\n    Type: AWS::Serverless::Api\n    Properties: {StageName: x, DefinitionUri: %s}\n"
PARENT = "Resources:\n  Child:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: %s}\n"
QUEUE = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Q: {Type: AWS::SQS::Queue}\n"
EXPORT = QUEUE + "Outputs:\n  Arn: {Value: !GetAtt Q.Arn, Export: {Name: shop-queue}}\n"
IMPORT = "Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties: {X: !ImportValue shop-queue}\n"
SERVICE = "service: s\nprovider: {name: aws, environment: '%s'}\nfunctions: {x: {handler: h.main}}\n"

TREE = {
    "orders/template.yaml": FUNCTION % "src/",
    "orders/samconfig.toml": "",
    "orders/src/app.py": "",
    "orders/docs/notes.md": "",
    "infra/mail.yaml": FUNCTION % "../mail/code",
    "mail/code/deep/app.js": "",
    "shop/a/template.yaml": LAYER % "../common",
    "shop/b/template.yaml": API % "../common/api.yaml",
    "shop/common/api.yaml": "openapi: 3.0.1",
    "shop/common/util.py": "",
    "whole/template.yaml": FUNCTION % ".",
    "whole/x.py": "",
    "nest/main.yaml": PARENT % "parts/child.yaml",
    "nest/parts/child.yaml": FUNCTION % "../code",
    "nest/code/app.py": "",
    "pair/export.yaml": EXPORT,
    "pair/service/import.yaml": IMPORT,
    "pair/service/app.py": "",
    "broken/template.yaml": "Resources:\n  X: {Type: AWS::S3::Bucket\n",
    "broken/app.py": "",
    "include/t.yaml": HEAD
    + "  Fn::Transform: {Name: AWS::Include, Parameters: {Location: ../snippets/part.yaml}}\n"
    + "  Q: {Type: AWS::SQS::Queue}\n",
    "snippets/part.yaml": "P: {Type: 'x'}\n",
    "README.md": "",
    "services/a/serverless.yml": SERVICE % "${file(../../shared/env.yml)}",
    "services/b/serverless.yml": SERVICE % "${file(../a/serverless.yml):custom}",
    "shared/env.yml": "A: b",
}


@pytest.mark.parametrize(
    ("changed", "owners"),
    [
        ("orders/template.yaml", ["orders/template.yaml"]),
        ("orders/src/app.py", ["orders/template.yaml"]),
        ("orders/samconfig.toml", ["orders/template.yaml"]),
        ("services/a/h.py", ["services/a/serverless.yml"]),
        ("shared/env.yml", ["services/a/serverless.yml", "services/b/serverless.yml"]),
        ("services/a/serverless.yml", ["services/a/serverless.yml", "services/b/serverless.yml"]),
        ("orders/docs/notes.md", ["orders/template.yaml"]),
        ("mail/code/deep/app.js", ["infra/mail.yaml"]),
        ("mail/other.txt", []),
        ("shop/common/util.py", ["shop/a/template.yaml"]),
        ("shop/common/api.yaml", ["shop/a/template.yaml", "shop/b/template.yaml"]),
        ("whole/x.py", ["whole/template.yaml"]),
        ("nest/parts/child.yaml", ["nest/main.yaml"]),
        ("nest/code/app.py", ["nest/main.yaml"]),
        ("pair/service/app.py", ["pair/export.yaml", "pair/service/import.yaml"]),
        ("pair/export.yaml", ["pair/export.yaml", "pair/service/import.yaml"]),
        ("broken/app.py", ["broken/template.yaml"]),
        ("snippets/part.yaml", ["include/t.yaml"]),
        ("README.md", []),
        ("nowhere/at/all.py", []),
    ],
)
def test_a_file_belongs_to_whatever_names_it_or_else_to_the_nearest_above(changed, owners):
    assert Owners(MemoryFiles(TREE)).of(changed) == owners


def test_stacks_in_a_circle_end():
    files = MemoryFiles({"a/t.yaml": PARENT % "../b/t.yaml", "b/t.yaml": PARENT % "../a/t.yaml", "b/x.py": ""})
    assert Owners(files).of("b/x.py") == ["a/t.yaml"]


def test_a_root_template_owns_what_no_other_one_does():
    files = MemoryFiles({"template.yaml": FUNCTION % "src", "src/app.py": "", "lib/x.py": "", "sub/t.yaml": QUEUE})
    assert Owners(files).of("lib/x.py") == ["template.yaml"]
    assert Owners(files).of("sub/x.py") == ["sub/t.yaml"]
