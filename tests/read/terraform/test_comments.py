"""Notes in comments of Terraform."""

import pytest

from leastwise.model.source import Source
from leastwise.read.comments import comments
from leastwise.suppress.collect import notes_in


@pytest.mark.parametrize("sign", ["#", "//"])
def test_a_note_above_a_block_covers_the_block(readings, sign):
    text = f'{sign} leastwise: ignore[unencrypted-queue] reason=public\nresource "aws_sqs_queue" "q" {{\n  name = "q"\n}}\n'
    (reading,) = readings({"main.tf": text})
    (note,) = notes_in(reading.worlds)
    assert (note.rules, note.covers, note.reason, note.fault) == (
        ("unencrypted-queue",),
        "aws_sqs_queue.q",
        "public",
        "",
    )


@pytest.mark.parametrize(
    ("text", "line"), [("  # leastwise: ignore[x]\n  name = 1\n", 3), ("  name = 1 // leastwise: ignore[x]\n", 2)]
)
def test_a_note_inside_a_block_covers_its_line(readings, text, line):
    (reading,) = readings({"main.tf": f'resource "aws_sqs_queue" "q" {{\n{text}}}\n'})
    (note,) = notes_in(reading.worlds)
    assert (note.rules, note.covers) == (("x",), line)


def test_a_note_in_a_comment_of_the_other_kind(readings):
    text = 'resource "aws_sqs_queue" "q" {\n  name = 1 /* leastwise: ignore[x] */\n}\n'
    (reading,) = readings({"main.tf": text})
    assert [note.rules for note in notes_in(reading.worlds)] == [("x",)]


def test_what_stands_in_a_text_is_no_comment():
    source = Source(
        "main.tf", 'a = "# leastwise: ignore[x]"\nb = <<E\n# leastwise: ignore[y]\nE\nc = 1 # ü leastwise: ignore[z]\n'
    )
    found = [source.text[c.start : c.end] for c in comments(source, "leastwise:")]
    assert found == ["# ü leastwise: ignore[z]"]
