"""What is read without a tree is read as tree-sitter reads it; what is not certain is left to it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leastwise.model.source import Source
from leastwise.model.value import Map, Seq
from leastwise.read.hcl.quick import quick
from leastwise.read.hcl.reader import read_tree
from leastwise.read.hcl.values import Expression

WRITTEN = """\
# a comment
terraform { required_version = ">= 1.5" }

variable "stage" {
  type    = string
  default = "dev" // not prod
}

resource "aws_lambda_function" "hello" {
  function_name = "hello-${var.stage}"
  memory_size   = var.stage == "prod" ? 1024 : -128
  layers        = [aws_lambda_layer_version.a.arn, "arn:\\"x\\"", local.layers[0],]
  tags          = { Name = "a", "b c" = 1.5, (var.key) = true, 200 = null, c : [] }
  filename      = data.archive_file.all[*].output_path
  role          = aws_iam_role.all["x"].arn
  timeout       = 3 + 4 * (2 - 1)
  names         = [for k, v in var.names : upper(k) if v != ""]
  more          = { for k in var.names : k => "${k}-${lookup(var.m, k, "none")}"... }

  environment {
    variables = merge(var.a, {
      A = 1, B = "two" # three
      C = jsonencode([1, "x"])
    })
  }

  policy = <<-EOT
    {"Resource": "${aws_s3_bucket.b.arn}/*", "Note": "$${kept}"}
  EOT
  plain  = <<EOT
a { b = c }
EOT
  dynamic "x" {
    for_each = toset(var.list...)
    content { y = x.value }
  }
}

resource "aws_lambda_function" "hello" {}
locals { a = !true && (var.b || false) }
"""

UNUSUAL = [
    "a = /* b */ 3\n", "a = b\n  ? c : d\n", "a = 1 +\n", "a = [1 2]\n", "a = {b}\n", "a = b c\n", "x {", "x }\n", "a = 1 b = 2\n", "a = <<E\nx\n",
    "a = \"%{if b}c%{endif}\"\n", "a = \"${\"\n", "a = b\r\n", "\0", "a = for\n", "a = {b = c\n(d) = e}\n", "a = [\n", "a = 1.\n", "a = .5\n",
    "x \"a\n\" {}\n", "a = \"\n\"\n", "a = b[\n", "a = b.0.1\n", "x y, z {}\n", "a == b\n", "a = 1 # b", "a", "é = 1\n", "a = <<E\n${\nE\n",
]  # fmt: skip


def plain(value: Any) -> Any:
    """A value with all its places, comparable."""
    if isinstance(value, Map):
        marks = [getattr(value, name, None) for name in ("twice", "broken", "faults")]
        entries = [(type(key), key, plain(item), value.spans[key][1:]) for key, item in value.items()]
        return type(value), value.home[1:], marks, entries
    if isinstance(value, Seq):
        return type(value), value.home[1:], [plain(item) for item in value], [span[1:] for span in value.spans]
    return type(value), value.text if isinstance(value, Expression) else value


def both(text: str) -> bool:
    """Whether a text is read the quick way; then both ways must say the same."""
    found = quick(Source("main.tf", text))
    if found is None:
        return False
    root, notes = read_tree(Source("main.tf", text), calls=False)
    assert plain(found[0]) == plain(root)
    assert found[1] == notes
    return True


def test_what_people_write_is_read_the_quick_way() -> None:
    assert both(WRITTEN)


@pytest.mark.parametrize("text", UNUSUAL)
def test_what_is_no_hcl_or_unusual_is_read_as_the_tree_says(text: str) -> None:
    both(text)
    both(f"{WRITTEN}{text}")


@settings(max_examples=300, deadline=None)
@given(
    at=st.integers(0, len(WRITTEN)),
    cut=st.integers(0, 6),
    put=st.one_of(
        st.sampled_from(
            ["${", "%{", "$${", "<<E\n", "for ", "...", "=>", "//", "/*", "*/", "\n\n", " = ", " if ", "::"]
        ),
        st.text('{}[]()=,.:?"$%#\n -<>/*!&|a1\\', max_size=2),
    ),
)
def test_a_change_anywhere_is_read_as_the_tree_says(at: int, cut: int, put: str) -> None:
    both(WRITTEN[:at] + put + WRITTEN[at + cut :])
