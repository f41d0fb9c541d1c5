"""What becomes one application, and what does not."""

import pytest

from leastwise.model.value import Import, Reference
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read

QUEUE = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Q: {Type: AWS::SQS::Queue}\n"
EXPORT = QUEUE + "Outputs:\n  Arn: {Value: !GetAtt Q.Arn, Export: {Name: shop-queue}}\n"
IMPORT = "Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties: {X: !ImportValue shop-queue}\n"
PARENT = "Resources:\n  Child:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: %s}\n"


def applications(files, paths=("",)):
    return {r.id: r for r in read(MemoryFiles(files), paths) if r.worlds}


def test_every_root_template_is_an_application():
    assert set(applications({"a/t.yaml": QUEUE, "b/t.json": '{"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}}'})) == {
        "a/t.yaml",
        "b/t.json",
    }


def test_nested_stacks_belong_to_their_parent():
    found = applications({"main.yaml": PARENT % "nested/child.yaml", "nested/child.yaml": QUEUE})
    assert set(found) == {"main.yaml"}
    assert [r.id for r in found["main.yaml"].worlds[0].resources("AWS::SQS::Queue")] == ["nested/child.yaml:Q"]


def test_a_nested_template_that_is_named_is_read_by_itself():
    found = applications({"main.yaml": PARENT % "child.yaml", "child.yaml": QUEUE}, ("child.yaml",))
    assert set(found) == {"child.yaml"}


def test_stacks_in_a_circle_are_read_once():
    found = applications({"a.yaml": PARENT % "b.yaml", "b.yaml": PARENT % "a.yaml"})
    assert set(found) == {"a.yaml"}


@pytest.mark.parametrize(
    ("exporter", "importer", "joined"),
    [
        ("export.yaml", "import.yaml", True),
        ("export.yaml", "service/import.yaml", True),
        ("base/export.yaml", "base/service/import.yaml", True),
        ("one/export.yaml", "other/import.yaml", False),
    ],
)
def test_an_import_joins_templates_of_one_project_only(exporter, importer, joined):
    found = applications({exporter: EXPORT, importer: IMPORT})
    assert len(found) == (1 if joined else 2)
    app = next(r.worlds[0] for r in found.values() if any(s.template == importer for s in r.worlds[0].stacks))
    value = app.by_key[f"{importer}:T"].get("X")
    assert value == (Reference(f"{exporter}:Q", "Arn") if joined else Import("shop-queue"))


@pytest.mark.parametrize("name", ["shop-queue", "!Sub '${AWS::StackName}-queue'"])
def test_nested_stacks_and_computed_names_export_too(name):
    child = QUEUE + f"Outputs:\n  Arn: {{Value: !GetAtt Q.Arn, Export: {{Name: {name}}}}}\n"
    parent = (
        PARENT % "net.yaml"
        + "  User:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: user.yaml}\n"
    )
    found = applications({"main.yaml": parent, "net.yaml": child, "user.yaml": IMPORT})
    assert found["main.yaml"].worlds[0].by_key["user.yaml:T"].get("X") == Reference("net.yaml:Q", "Arn")


def test_every_document_of_a_stream_counts_also_where_another_file_imports():
    streams = f"{QUEUE.replace('Q:', 'First:')}---\n{EXPORT}"
    found = applications({"a.yaml": streams, "b.yaml": IMPORT})
    assert {r.name for r in found["a.yaml"].worlds[0].resources("AWS::SQS::Queue")} == {"First", "Q"}


def test_exports_that_are_imported_in_turn():
    middle = IMPORT + "Outputs:\n  N: {Value: !GetAtt T.TopicName, Export: {Name: shop-topic}}\n"
    last = IMPORT.replace("shop-queue", "shop-topic").replace("T:", "U:")
    found = applications({"a-last.yaml": last, "b-middle.yaml": middle, "c-first.yaml": EXPORT})
    assert set(found) == {"a-last.yaml"}
    keys = found["a-last.yaml"].worlds[0].by_key
    assert keys["a-last.yaml:U"].get("X") == Reference("b-middle.yaml:T", "TopicName")
    assert keys["b-middle.yaml:T"].get("X") == Reference("c-first.yaml:Q", "Arn")
