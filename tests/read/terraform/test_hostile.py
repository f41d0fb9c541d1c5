"""Whatever stands in the files: no crash, an end, and a reason for what is not read."""

from zlib import crc32

import pytest

from leastwise.read.files import DiskFiles
from leastwise.read.project import read


def queue(body, name="q"):
    return f'resource "aws_sqs_queue" "{name}" {{\n{body}\n}}\n'


def call(source, more=""):
    return f'module "x{crc32((source + more).encode())}" {{\n  source = "{source}"\n{more}}}\n'


CASES = {
    "locals in a circle": ("locals {\n a = local.b\n b = local.a\n}\n" + queue("name = local.a"), "refers to itself"),
    "a variable of itself": ('variable "a" {\n default = var.a\n}\n' + queue("name = var.a"), "refers to itself"),
    "a count of itself": (queue("count = length(aws_sqs_queue.q)"), "refers to itself"),
    "arguments in a circle": (
        queue("delay_seconds = aws_sqs_queue.r.delay_seconds")
        + queue("delay_seconds = aws_sqs_queue.q.delay_seconds", "r"),
        "refers to itself",
    ),
    "a long chain": (
        "locals {\n"
        + "".join(f" l{i} = local.l{i + 1}\n" for i in range(5000))
        + " l5000 = 1\n}\n"
        + queue("name = local.l0"),
        "through more than 40 others",
    ),
    "a huge count": (queue("count = 1000000000"), "makes more than 200 instances"),
    "a count that is none": (queue('count = "many"'), "is no number"),
    "for_each that is none": (queue('for_each = "many"'), "is no map or set"),
    "keys that are none": (queue("for_each = { a = 1, (null) = 2 }\nname = each.key"), ""),
    "blocks in blocks in blocks": (
        "locals {\n l = range(200)\n}\n"
        'resource "aws_security_group" "g" {\n dynamic "a" {\n for_each = local.l\n content {\n dynamic "b" {\n for_each = local.l\n'
        ' content {\n dynamic "c" {\n for_each = local.l\n content {\n x = 1\n}\n}\n}\n}\n}\n}\n}\n',
        "blocks once they are repeated",
    ),
    "a text that doubles": (
        'locals {\n l0 = "aaaaaaaaaa"\n'
        + "".join(f' l{i} = "${{local.l{i - 1}}}${{local.l{i - 1}}}"\n' for i in range(1, 60))
        + "}\n"
        + queue("name = local.l39"),
        "",
    ),
    "a type without an end": (
        'variable "v" {\n type = object(((({ a = optional(\n default = {}\n}\n' + queue("name = 1"),
        "",
    ),
    "a deep type": (
        f'variable "v" {{\n type = {"list(" * 2000}any{")" * 2000}\n default = []\n}}\n' + queue("name = var.v"),
        "",
    ),
    "what is declared nowhere": (
        queue("name = var.a\ndelay_seconds = aws_x.y.z\nfifo_queue = local.c"),
        "is not declared",
    ),
    "each where there is none": (queue("name = each.key"), ""),
    "dynamic without a content": (queue('dynamic "a" {\n}\n'), "has no for_each or no content"),
    "a data source of itself": (
        'data "aws_region" "r" {\n name = data.aws_region.r.name\n}\n' + queue("name = data.aws_region.r.name"),
        "",
    ),
    "loops in loops in loops": (
        "locals {\n r = range(1000)\n a = [for x in local.r : [for y in local.r : [for z in local.r : x * y * z]]]\n}\n"
        + queue("name = length(local.a)"),
        "take more work than is done for one",
    ),
    "hundreds of conditions at once": (
        "".join(f'variable "v{i}" {{\n type = bool\n}}\n' for i in range(300))
        + queue(f"delay_seconds = sum([{', '.join(f'(var.v{i} ? 1 : 0)' for i in range(300))}])"),
        "v104 and 292 others around aws_sqs_queue.q",
    ),
    "a file outside": (queue('name = file("../../../../etc/passwd")'), ""),
}


@pytest.mark.parametrize("name", CASES)
def test_it_is_read_or_the_reason_is_said(readings, name):
    text, reason = CASES[name]
    for reading in readings({"main.tf": text}):
        assert reading.fault is None
        if reason:
            assert any(reason in unread.reason for unread in reading.unread), reading.unread
        assert all(unread.line >= 1 for unread in reading.unread)


LIMITS = ("a long chain", "a huge count", "blocks in blocks in blocks", "loops in loops in loops", "more than we keep")
CASES["more than we keep"] = (
    "locals {\n r = range(1000)\n a = [for x in range(150) : local.r]\n}\n" + queue("name = local.a"),
    "has more than 100,000 values",
)
CASES["a deep expression"] = (queue(f"name = {'(' * 5000}1{')' * 5000}"), "nests deeper than")


@pytest.mark.parametrize("name", (*LIMITS, "a deep expression"))
def test_what_is_beyond_a_limit_is_told_from_what_is_wrong(readings, name):
    text, reason = CASES[name]
    said = [unread for reading in readings({"main.tf": text}) for unread in reading.unread if reason in unread.reason]
    assert {unread.kind for unread in said} == {"limit"}


SHORT = 'variable "v" {\n  default = [for x in [1] : "${x}"]\n}\n' + queue('name = join("", var.v)\n')


@pytest.mark.parametrize("end", range(0, len(SHORT), 3))
def test_a_half_written_file_costs_nothing_but_itself(readings, end):
    found = readings({"main.tf": SHORT[:end], "other/main.tf": queue('name = "good"')})
    assert not any(reading.fault for reading in found)
    (other,) = [reading.worlds[0] for reading in found if reading.id == "other"]
    assert [queue.get("QueueName") for queue in other.resources("AWS::SQS::Queue")] == ["good"]


def test_links_out_of_the_root_are_not_followed(tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "secret").write_text("swordfish-1234")
    (root / "link").symlink_to(tmp_path / "secret")
    (root / "up").symlink_to(tmp_path)
    names = ("link", "up/secret", "../secret", str(tmp_path / "secret"))
    (root / "main.tf").write_text("".join(queue(f'name = file("{name}")', f"q{i}") for i, name in enumerate(names)))
    (reading,) = [reading for reading in read(DiskFiles(str(root))) if reading.worlds]
    assert "swordfish" not in repr(reading)
    assert len([unread for unread in reading.unread if unread.file == "main.tf"]) == len(names)


FILES = {
    "modules in a circle": {"main.tf": call("./a"), "a/main.tf": call("../b"), "b/main.tf": call("../a")},
    "a module of itself": {"main.tf": call("./") + queue("name = 1")},
    "ten modules in ten modules": {
        **{f"m{i}/main.tf": "".join(call(f"../m{i + 1}", f"  n = {k}\n") for k in range(10)) for i in range(12)},
        "m12/main.tf": queue("name = 1"),
    },
    "modules by hundreds": {
        "main.tf": call("./a", "  count = 200\n"),
        "a/main.tf": call("../b", "  count = 200\n"),
        "b/main.tf": queue("count = 200"),
    },
    "JSON of other types": {
        "main.tf.json": '{"resource": [1, {"aws_sqs_queue": "x"}, {"aws_sqs_queue": {"a": [1, {"name": "${var.z}"}], "b": 3}}],'
        '"variable": [], "locals": "x", "module": {"a": null}, "data": {"x": {"y": {"dynamic": {"z": 3}}}},'
        '"output": {"a": {"value": "${"}}}'
    },
    "blocks without what they need": {
        "main.tf": 'module "x" {}\nmodule "y" {\n source = 3\n}\nmodule "z" {\n source = var.x\n}\noutput "a" {}\nlocals {}\n'
    },
    "a list of modules that is none": {
        "main.tf": call("x/y/z"),
        ".terraform/modules/modules.json": '{"Modules": [1, {"Key": 3}, {"Key": "x", "Dir": "../../../etc"}]}',
    },
}


@pytest.mark.parametrize("name", FILES)
def test_files_of_any_kind(readings, name):
    found = readings(FILES[name])
    assert found
    assert not any(reading.fault for reading in found)
    for reading in found:
        assert sum(len(stack.resources) for world in reading.worlds for stack in world.stacks) <= 3000
