import pytest

from leastwise.model.source import Source
from leastwise.patch import Change, Document, Insert, PatchError, Remove, Set, spliced
from leastwise.read.hcl import ComputedKey, Expression

MAIN = """\
# Copyright
resource "aws_sqs_queue" "jobs" {
  name                       = "jobs"
  visibility_timeout_seconds = 30 # seconds
  tags = {
    Name = "x"
    Team = "shop"
  }

  # why
  redrive {
    arn = aws_sqs_queue.dead.arn
  }
}

variable "stage" { default = "test" }

resource "aws_lambda_function" "worker" {
  layers = ["a", "b"]
  role   = aws_iam_role.worker.arn

  environment {
    variables = {
      A   = "1",
      "B" = "2"
    }
  }
  depends_on = [
    # first
    aws_x.y,
    aws_z.y,
  ]
}
"""
QUEUE = ("resource", "aws_sqs_queue", "jobs")
WORKER = ("resource", "aws_lambda_function", "worker")


def patched(text: str, *changes: Change, name: str = "main.tf") -> str:
    patch = Document(Source(name, text)).patch(changes)
    assert spliced(patch.text, patch.undo) == text
    return patch.text


def changed(*changes: Change) -> str:
    """What the changes take out of the example and put into it, line by line."""
    before, after = MAIN.splitlines(keepends=True), patched(MAIN, *changes).splitlines(keepends=True)
    front = next(
        i for i, (one, other) in enumerate(zip(before, after, strict=False)) if one != other or i + 1 == len(before)
    )
    front += before[front : front + 1] == after[front : front + 1]
    rest = min(len(before), len(after)) - front
    back = next((i for i in range(rest) if before[-1 - i] != after[-1 - i]), rest)
    gone, new = before[front : len(before) - back], after[front : len(after) - back]
    return "".join([*(f"-{line}" for line in gone), *(f"+{line}" for line in new)])


def test_a_value_is_replaced_where_it_stands() -> None:
    assert changed(Set((*QUEUE, "visibility_timeout_seconds"), 180)) == (
        "-  visibility_timeout_seconds = 30 # seconds\n+  visibility_timeout_seconds = 180 # seconds\n"
    )
    assert changed(Set((*WORKER, "layers"), ["c"])) == '-  layers = ["a", "b"]\n+  layers = ["c"]\n'


def test_a_new_attribute_is_aligned_with_its_neighbours() -> None:
    key = Expression("aws_kms_key.queue.arn")
    assert changed(Set((*QUEUE, "kms_master_key_id"), key)) == "+  kms_master_key_id          = aws_kms_key.queue.arn\n"
    assert changed(Set((*WORKER, "x"), "${y}")) == '+  x      = "$${y}"\n'


def test_a_longer_name_does_not_realign_the_others_and_is_parted_from_them_as_fmt_would_leave_it() -> None:
    assert changed(Set((*WORKER, "reserved_concurrency"), 1)) == "+  reserved_concurrency = 1\n+\n"


def test_what_stands_in_a_call_is_changed_there() -> None:
    text = 'resource "aws_iam_role" "r" {\n  assume = jsonencode({\n    Version = "2008-10-17" # old\n  })\n}\n'
    role = ("resource", "aws_iam_role", "r", "assume", "jsonencode()")
    patch = Document(Source("main.tf", text)).patch([Set((*role, "Version"), "2012-10-17"), Set((*role, "Id"), "x")])
    assert patch.text == text.replace("2008", "2012").replace("old\n", 'old\n    Id      = "x"\n')


def test_a_new_block_stands_behind_the_one_it_is_written_behind() -> None:
    text = 'resource "a" "one" {}\n\nresource "a" "two" {}\n'
    new = [Set(("resource", "b", name), {"x": name}, after=("resource", "a", name)) for name in ("one", "two")]
    assert Document(Source("main.tf", text)).patch(new).text == (
        'resource "a" "one" {}\n\nresource "b" "one" {\n  x = "one"\n}\n\n'
        'resource "a" "two" {}\n\nresource "b" "two" {\n  x = "two"\n}\n'
    )


def test_a_mapping_is_an_object_and_a_list_of_mappings_is_blocks() -> None:
    assert changed(Set((*QUEUE, "policy"), {"a": 1, "long": ["x"], "in": {"b c": True}})) == (
        '+  policy = {\n+    a    = 1\n+    long = ["x"]\n+    in = {\n+      "b c" = true\n+    }\n+  }\n'
    )
    assert changed(Set((*QUEUE, "rule"), [{"a": 1, "inner": [{"long": 2, "b": None}]}, {}])) == (
        "+\n+  rule {\n+    a = 1\n+\n+    inner {\n+      long = 2\n+      b    = null\n+    }\n+  }\n+\n+  rule {}\n"
    )


def test_a_block_stands_behind_those_of_its_type_and_before_what_it_depends_on() -> None:
    new = "+  environment {\n+    a = 1\n+  }\n"
    assert changed(Insert((*WORKER, "environment"), {"a": 1})) == new
    after = patched(MAIN, Set((*WORKER, "tracing_config"), [{"mode": "Active"}]))
    assert '  }\n  tracing_config {\n    mode = "Active"\n  }\n  depends_on = [\n' in after


def test_an_object_and_a_tuple_keep_their_commas() -> None:
    variables = (*WORKER, "environment", 0, "variables")
    assert changed(Set((*variables, "C"), "3")) == '-      "B" = "2"\n+      "B" = "2",\n+      C   = "3"\n'
    assert changed(Remove((*variables, "B"))) == '-      A   = "1",\n-      "B" = "2"\n+      A   = "1"\n'
    assert changed(Set((*QUEUE, "tags", "Owner"), "me")) == '+    Owner = "me"\n'
    assert changed(Insert((*WORKER, "layers"), "c")) == '-  layers = ["a", "b"]\n+  layers = ["a", "b", "c"]\n'
    assert changed(Insert((*WORKER, "depends_on"), Expression("aws_q.y"))) == "+    aws_q.y,\n"


def test_what_goes_takes_its_comment_and_one_blank_line_along() -> None:
    assert (
        changed(Remove((*QUEUE, "redrive"))) == "-\n-  # why\n-  redrive {\n-    arn = aws_sqs_queue.dead.arn\n-  }\n"
    )
    assert changed(Remove((*WORKER, "depends_on", 0))) == "-    # first\n-    aws_x.y,\n"
    assert changed(Remove(("variable", "stage"))) == '-variable "stage" { default = "test" }\n-\n'
    assert patched(MAIN, Remove(QUEUE)).startswith('# Copyright\n\nvariable "stage"')


def test_a_block_on_one_line_grows_and_shrinks() -> None:
    assert changed(Set(("variable", "stage", "type"), Expression("string"))) == (
        '-variable "stage" { default = "test" }\n+variable "stage" {\n+  default = "test"\n+  type    = string\n+}\n'
    )
    assert changed(Remove(("variable", "stage", "default"))) == (
        '-variable "stage" { default = "test" }\n+variable "stage" {}\n'
    )
    with pytest.raises(PatchError, match="stands on one line with more than one thing"):
        patched("a { b = 1 /* c */ }\n", Remove(("a", 0, "b")))


def test_new_blocks_at_the_top_stand_behind_their_kind() -> None:
    assert changed(Set(("variable", "region"), {"type": Expression("string")})) == (
        '+variable "region" {\n+  type = string\n+}\n+\n'
    )
    dead = {"name": "dead", "dynamic": {"rule": {"for_each": [1], "content": [{"x": 1}]}}}
    assert changed(Set(("resource", "aws_sqs_queue", "dead"), dead)) == (
        '+\n+resource "aws_sqs_queue" "dead" {\n+  name = "dead"\n+\n'
        '+  dynamic "rule" {\n+    for_each = [1]\n+\n+    content {\n+      x = 1\n+    }\n+  }\n+}\n'
    )
    assert patched("", Set(("locals",), [{"a": 1}])) == "locals {\n  a = 1\n}\n"
    assert patched('output "a" {}', Set(("output", "b"), {})) == 'output "a" {}\n\noutput "b" {}'


def test_a_new_block_stands_behind_the_sibling_it_names() -> None:
    text = 'resource "t" "a" {}\n\nresource "t" "b" {}\n'
    after = patched(text, Set(("resource", "t", "c"), {}, after="a"))
    assert after == 'resource "t" "a" {}\n\nresource "t" "c" {}\n\nresource "t" "b" {}\n'
    assert patched("a = 1\nb = 2\n", Set(("c",), 3, after="a"), name="a.hcl") == "a = 1\nc = 3\nb = 2\n"


def test_only_blocks_stand_at_the_top_of_terraform() -> None:
    with pytest.raises(PatchError, match="only blocks here"):
        patched(MAIN, Set(("locals",), {"a": 1}))
    assert patched("a = 1\n", Set(("b",), 2), name="dev.tfvars") == "a = 1\nb = 2\n"


def test_heredocs_keep_their_kind_and_indentation() -> None:
    text = "a = <<EOT\nx\nEOT\nb = <<-END\n      x\n        y\n   END\n"
    after = patched(text, Set(("a",), "q ${r}\n s\n"), Set(("b",), "t\n u\n"), name="a.hcl")
    assert after == "a = <<EOT\nq $${r}\n s\nEOT\nb = <<-END\n      t\n       u\n   END\n"
    assert patched("a = <<EOT\nx\nEOT\n", Set(("a",), "no end"), name="a.hcl") == 'a = "no end"\n'
    assert changed(Set((*WORKER, "text"), "a\nb\n")) == "+  text   = <<-EOT\n+    a\n+    b\n+  EOT\n"


def test_nothing_can_stand_behind_a_heredoc() -> None:
    assert patched("a = 1 # c\n", Set(("a",), "x\ny\n"), name="a.hcl") == 'a = "x\\ny\\n" # c\n'


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "text", ["a\nb\n", "${x} $${x} %{if}", 'q " \\ \t\r\0', " a\nb\n", "EOT\nEOT\n", "ü 💡", "$", "%"]
)
def test_a_text_says_what_it_says(text: str, end: str) -> None:
    patched(f"a = 1{end}b = [1]{end}", Set(("a",), text), Insert(("b",), text), name="a.hcl")


def test_line_ends_stay() -> None:
    crlf = MAIN.replace("\n", "\r\n")
    after = patched(
        crlf, Set((*QUEUE, "rule"), [{"a": 1}]), Remove((*WORKER, "depends_on")), Set(("output", "o"), {"value": 1})
    )
    assert "\n" not in after.replace("\r\n", "")


@pytest.mark.parametrize("text", ["a b", "1 # c", "x\n+ y", "1\n}\nresource", "", "(", '"open'])
def test_an_expression_is_one_expression(text: str) -> None:
    with pytest.raises(PatchError, match="is no expression"):
        patched("a = 1\n", Set(("a",), Expression(text)), name="a.hcl")


def test_an_expression_that_is_too_deep_is_refused() -> None:
    with pytest.raises(PatchError, match="nests deeper"):
        patched("a = 1\n", Set(("a",), Expression("[" * 200 + "x" + "]" * 200)), name="a.hcl")


def test_a_literal_is_no_expression() -> None:
    with pytest.raises(PatchError, match="give it as a plain value"):
        patched("a = 1\n", Set(("a",), Expression("[1]")), name="a.hcl")
    assert patched("a = {}\n", Set(("a", ComputedKey("${var.x}")), 1), name="a.hcl") == "a = {\n  (var.x) = 1\n}\n"


@pytest.mark.parametrize("value", [float("nan"), {1: 2}, object(), b"x", "\ud800", {"a": [object()]}])
def test_what_hcl_cannot_say_is_refused(value: object) -> None:
    with pytest.raises(PatchError):
        patched("a = 1\n", Set(("b",), value), name="a.hcl")


def test_what_stands_twice_is_refused() -> None:
    with pytest.raises(PatchError, match="a stands there twice"):
        patched("a = 1\na = 2\nb = 1\n", Remove(("a",)), name="a.hcl")
    with pytest.raises(PatchError, match="line 1 has a key twice"):
        patched("a = { b = 1, b = 2 }\n", Set(("a", "c"), 1), name="a.hcl")
    assert patched("a = 1\na = 2\nb = 1\n", Set(("b",), 2), name="a.hcl") == "a = 1\na = 2\nb = 2\n"


BROKEN = 'resource "a" "b" {\n  x = [\n}\n\nresource "c" "d" {\n  y = 2\n}\n'


def test_what_is_no_hcl_is_not_touched_but_the_rest_is() -> None:
    assert patched(BROKEN, Set(("resource", "c", "d", "y"), 3)) == BROKEN.replace("y = 2", "y = 3")
    for change in (Set(("resource", "a", "b", "z"), 1), Remove(("resource", "a"))):
        with pytest.raises(PatchError, match="what begins in line 1 is no valid HCL"):
            patched(BROKEN, change)


def test_lines_with_more_than_one_thing_are_refused() -> None:
    with pytest.raises(PatchError, match="line"):
        patched("a {\n  b = 1\n  c = 2 }\n", Remove(("a", 0, "c")), name="a.hcl")
    with pytest.raises(PatchError, match="comments stand"):
        patched("a = [1, /* two */ 2]\n", Remove(("a", 1)), name="a.hcl")
    with pytest.raises(PatchError, match="by hand"):
        patched('p "a" {}\np "a" {}\n', Remove(("p", "a", 1)))
