"""Where the values of variables come from."""

import pytest

TEXT = """variable "a" {
  default = "default"
}
resource "aws_sqs_queue" "q" {
  name = var.a
}
"""


def name(app):
    (queue,) = app.resources("AWS::SQS::Queue")
    return queue.get("QueueName")


@pytest.mark.parametrize(
    ("files", "wanted"),
    [
        ({}, "default"),
        ({"terraform.tfvars": 'a = "file"\n'}, "file"),
        ({"terraform.tfvars.json": '{"a": "json"}'}, "json"),
        ({"terraform.tfvars": 'a = "file"\n', "x.auto.tfvars": 'a = "auto"\n'}, "auto"),
        ({"b.auto.tfvars": 'a = "b"\n', "a.auto.tfvars": 'a = "a"\n'}, "b"),
        ({"other.tfvars": 'a = "other"\n'}, "default"),
    ],
)
def test_files_that_terraform_takes_by_itself(application, files, wanted):
    assert name(application({"main.tf": TEXT, **files})) == wanted


def test_the_command_line_goes_before_all_files(application):
    files = {"main.tf": TEXT, "x.auto.tfvars": 'a = "auto"\n'}
    assert name(application(files, parameters={"a": "given"})) == "given"


def test_a_list_on_the_command_line_is_an_expression(application):
    text = 'variable "l" {\n  type = list(string)\n}\nresource "aws_sqs_queue" "q" {\n  name = var.l[1]\n}\n'
    assert name(application({"main.tf": text}, parameters={"l": '["x", "y"]'})) == "y"


@pytest.mark.parametrize(
    "path", ["prod.tfvars", "env/prod.tfvars", "envs/prod/terraform.tfvars", "vars/prod.tfvars.json"]
)
def test_a_stage_selects_its_file_of_variables(readings, path):
    text = '{"a": "stage"}' if path.endswith("json") else 'a = "stage"\n'
    files = {"main.tf": TEXT, "terraform.tfvars": 'a = "file"\n', path: text}
    (reading,) = readings(files, stages=("prod",))
    assert (reading.stage, name(reading.worlds[0])) == ("prod", "stage")
    (reading,) = readings(files)
    assert (reading.stage, name(reading.worlds[0])) == (None, "file")


def test_all_stages(readings):
    files = {"main.tf": TEXT, "dev.tfvars": 'a = "d"\n', "prod.tfvars": 'a = "p"\n'}
    assert [(r.stage, name(r.worlds[0])) for r in readings(files, stages=("all",))] == [("dev", "d"), ("prod", "p")]


def test_a_stage_that_there_is_not_is_said(readings):
    files = {"main.tf": TEXT, "dev.tfvars": 'a = "d"\n'}
    (reading,) = readings(files, stages=("prod",))
    assert [u.reason for u in reading.unread] == ["has no variables for the stage prod; it was judged without"]


def test_a_stage_is_the_workspace(readings):
    text = 'locals {\n  n = { prod = "p", dev = "d" }\n}\n' + TEXT.replace("var.a", "local.n[terraform.workspace]")
    (reading,) = readings({"main.tf": text}, stages=("prod",))
    assert (reading.stage, name(reading.worlds[0])) == ("prod", "p")


def test_files_of_variables_belong_to_the_nearest_root_module(readings):
    files = {"main.tf": TEXT, "live/main.tf": TEXT, "live/x.auto.tfvars": 'a = "inner"\n'}
    assert {r.id: name(r.worlds[0]) for r in readings(files)} == {".": "default", "live": "inner"}


def test_a_variable_without_a_value_is_not_known(application):
    queue = next(application(TEXT.replace('  default = "default"\n', "")).resources("AWS::SQS::Queue"))
    assert queue["QueueName"].text() is None
    assert not queue["QueueName"].absent


def test_what_is_wrong_in_a_file_of_variables_is_said_there(readings):
    (reading,) = readings({"main.tf": TEXT, "terraform.tfvars": "a = = 3\n", "x.auto.tfvars.json": "[1"})
    assert {(u.file, u.line) for u in reading.unread} == {("terraform.tfvars", 1), ("x.auto.tfvars.json", 1)}


@pytest.mark.parametrize("outer", ["envs", "infra/environments", "live"])
def test_a_root_module_in_the_folder_of_a_stage_is_read_for_that_stage_alone(readings, outer):
    files = {
        f"{outer}/{stage}/api/{name}": text
        for stage in ("dev", "prod")
        for name, text in (("main.tf", TEXT), ("terraform.tfvars", f'a = "{stage}"\n'))
    }
    (reading,) = readings(files, stages=("prod",))
    assert (reading.id, reading.stage, name(reading.worlds[0])) == (f"{outer}/prod/api", "prod", "prod")
    assert [r.stage for r in readings(files, stages=("all",))] == ["dev", "prod"]
    assert [r.stage for r in readings(files)] == [None, None]


def test_a_module_outside_of_the_root_is_said_with_what_to_do(readings):
    (reading,) = readings({"main.tf": 'module "m" {\n  source = "../m"\n}\n'})
    assert ["pass --root" in note.reason for note in reading.unread] == [True]


def test_a_document_that_a_variable_without_a_value_holds_is_said_to_have_none(readings):
    text = (
        'variable "doc" {}\nresource "aws_iam_role" "r" {\n  assume_role_policy = "{}"\n}\n'
        'resource "aws_iam_role_policy" "p" {\n  role   = aws_iam_role.r.id\n  policy = var.doc\n}\n'
    )
    (reading,) = readings({"main.tf": text})
    assert [note.reason for note in reading.unread] == ["PolicyDocument cannot be read: doc has no value here"]
