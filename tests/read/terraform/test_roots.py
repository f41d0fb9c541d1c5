"""Which folders are applications, and which files belong to one."""

import pytest

QUEUE = 'resource "aws_sqs_queue" "q" {\n  name = "q"\n}\n'


def call(source, name="m"):
    return f'module "{name}" {{\n  source = "{source}"\n}}\n'


def found(readings, files, paths=("",)):
    return {r.id: sorted(x.name for x in r.worlds[0].resources("AWS::SQS::Queue")) for r in readings(files, paths)}


def test_every_folder_that_no_other_calls_is_one_application(readings):
    files = {"a/main.tf": QUEUE, "a/more.tf": QUEUE.replace('"q"', '"r"'), "b/c/main.tofu": QUEUE}
    assert found(readings, files) == {"a": ["aws_sqs_queue.q", "aws_sqs_queue.r"], "b/c": ["aws_sqs_queue.q"]}


def test_the_root_folder_is_called_by_a_dot(readings):
    (reading,) = readings({"main.tf": QUEUE})
    (queue,) = reading.worlds[0].resources("AWS::SQS::Queue")
    assert (reading.id, reading.framework, queue.id) == (".", "terraform", ".:aws_sqs_queue.q")


def test_a_module_belongs_to_its_callers(readings):
    files = {
        "live/dev/main.tf": call("../../modules/q"),
        "live/prod/main.tf": call("../../modules/q/"),
        "modules/q/main.tf": QUEUE,
    }
    assert found(readings, files) == {
        "live/dev": ["module.m.aws_sqs_queue.q"],
        "live/prod": ["module.m.aws_sqs_queue.q"],
    }


@pytest.mark.parametrize(
    "text", ['module "m" { source = "../q" }\n', '{"module":{"m":{"version":"1","source":"../q"}}}']
)
def test_a_call_on_one_line_is_one(readings, text):
    name = "live/main.tf.json" if text.startswith("{") else "live/main.tf"
    assert found(readings, {name: text, "q/main.tf": QUEUE}) == {"live": ["module.m.aws_sqs_queue.q"]}


def test_a_module_outside_of_what_is_scanned_is_read_with_its_caller(readings):
    files = {"live/main.tf": call("../shared"), "shared/main.tf": QUEUE}
    assert found(readings, files, ("live",)) == {"live": ["module.m.aws_sqs_queue.q"]}


def test_a_file_that_is_named_is_read_with_its_folder(readings):
    files = {"a/main.tf": QUEUE.replace('"q"\n', "local.n\n"), "a/locals.tf": 'locals {\n  n = "from-beside"\n}\n'}
    (reading,) = readings(files, ("a/main.tf",))
    (queue,) = reading.worlds[0].resources("AWS::SQS::Queue")
    assert queue.get("QueueName") == "from-beside"


def test_modules_in_a_circle_are_read_once(readings):
    files = {"a/main.tf": call("../b") + QUEUE, "b/main.tf": call("../a") + QUEUE}
    (reading,) = readings(files)
    assert reading.id == "a"
    assert [u.reason for u in reading.unread] == ["module.m calls a module around it; it was not followed"]


@pytest.mark.parametrize("name", [".#main.tf", "main.tf~", "#main.tf#"])
def test_what_editors_leave_behind_is_not_read(readings, name):
    assert found(readings, {"main.tf": QUEUE, name: QUEUE}) == {".": ["aws_sqs_queue.q"]}


def test_opentofu_goes_before_terraform(names):
    tofu = QUEUE.replace('"q"\n', '"tofu"\n')
    assert names({"main.tf": QUEUE, "main.tofu": tofu}) == {"aws_sqs_queue.q": "tofu"}


def test_override_files_change_what_stands_elsewhere(names):
    files = {
        "z.tf": QUEUE + 'locals {\n  a = "plain"\n}\nresource "aws_sqs_queue" "r" {\n  name = local.a\n}\n',
        "a_override.tf": 'resource "aws_sqs_queue" "q" {\n  name = "changed"\n}\nlocals {\n  a = "over"\n}\n',
    }
    assert names(files) == {"aws_sqs_queue.q": "changed", "aws_sqs_queue.r": "over"}


def test_a_file_that_is_no_hcl_costs_only_itself(readings):
    (reading,) = readings({"main.tf": QUEUE, "bad.tf": b"\xff\xfe\x00", "half.tf": 'resource "x" "y" {\n  a = \n'})
    assert [r.name for r in reading.worlds[0].resources("AWS::SQS::Queue")] == ["aws_sqs_queue.q"]
    assert {u.file for u in reading.unread} == {"bad.tf", "half.tf"}


def test_what_is_declared_twice_is_said(readings):
    (reading,) = readings({"a.tf": QUEUE, "b.tf": QUEUE.replace('"q"\n', '"other"\n')})
    (queue,) = reading.worlds[0].resources("AWS::SQS::Queue")
    assert queue.get("QueueName") == "q"
    assert [(u.file, u.line, u.reason) for u in reading.unread] == [
        ("b.tf", 1, "aws_sqs_queue.q is declared a second time; the first one was read")
    ]


def test_a_changed_file_is_scanned_with_the_applications_it_belongs_to():
    from leastwise.read.files import MemoryFiles
    from leastwise.read.owners import owners_of

    files = {
        "live/dev/main.tf": call("../../modules/q"),
        "live/prod/main.tf": call("../../modules/q"),
        "live/prod/src/app.py": "",
        "modules/q/main.tf": QUEUE,
        "notes.md": "",
    }
    found = owners_of(MemoryFiles(files), ["modules/q/main.tf", "live/prod/src/app.py", "notes.md"], wide=True)
    assert found == {
        "modules/q/main.tf": ["live/dev/main.tf", "live/prod/main.tf", "modules/q/main.tf"],
        "live/prod/src/app.py": ["live/prod/main.tf", "modules/q/main.tf"],
        "notes.md": [],
    }
