"""A note goes, and nothing else."""

import pytest

from leastwise.fix.edits import texts
from leastwise.fix.intent import Intentions
from leastwise.model.source import Source
from leastwise.read.cloudformation.template import load_templates
from leastwise.suppress.collect import notes_of
from leastwise.suppress.ledger import Ledger
from leastwise.suppress.removal import without

HEAD = "AWSTemplateFormatVersion: '2010-09-09'\n"


def removed(text: str, *gone: str) -> str:
    """The template after these rules are taken out of its only note."""
    (template,) = load_templates("template.yaml", (HEAD + text).encode())
    source: Source = template.source
    (review,) = Ledger(notes_of(source), "2026-01-01").reviews(
        ran=(), known=None, read=lambda path: source, applications={}
    )
    intentions = Intentions(())
    changes = intentions.changes(without(review.note, review.place, gone))
    return texts(intentions.sources, changes).get("template.yaml", source.text).removeprefix(HEAD)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  Q: {Type: T}  # leastwise: ignore[a]\n", "  Q: {Type: T}\n"),
        ("  Q: {Type: T}  # leastwise: ignore[a] until=2024-01-01 reason=public # for ever\n", "  Q: {Type: T}\n"),
        ("  # leastwise: ignore[a]\n  Q: {Type: T}\n", "  Q: {Type: T}\n"),
        ("  # why\n  # leastwise: ignore[a]\n\n  Q: {Type: T}\n", "  # why\n\n  Q: {Type: T}\n"),
        ("  # leastwise: ignore[a]\r\n  Q: {Type: T}\r\n", "  Q: {Type: T}\r\n"),
        ("  Q: {Type: T}\n  # leastwise: ignore[a]", "  Q: {Type: T}\n"),
        ("  Q: {Type: T}  # the door # leastwise: ignore[a]\n", "  Q: {Type: T}  # the door\n"),
        ("  Q: {Type: T}  # leastwise: ignore[a]  # noqa\n", "  Q: {Type: T}  # noqa\n"),
        ('  Q: {Type: T}  # leastwise: ignore[a] reason="b" # noqa\n', "  Q: {Type: T}  # noqa\n"),
        ("  Q: {Type: T}  # leastwise: ignore[a, b] reason=c\n", "  Q: {Type: T}  # leastwise: ignore[b] reason=c\n"),
        ("  Q: {Type: T}  # leastwise: ignore[b,a,c]\n", "  Q: {Type: T}  # leastwise: ignore[b, c]\n"),
        ("  Q:\n    Metadata: {leastwise: {ignore: [a]}}\n    Type: T\n", "  Q:\n    Type: T\n"),
        (
            "  Q:\n    Metadata:\n      leastwise: {ignore: [a]}\n      owner: me\n    Type: T\n",
            "  Q:\n    Metadata:\n      owner: me\n    Type: T\n",
        ),
        ("  Q:\n    Metadata:\n      leastwise: {ignore: a}\n    Type: T\n", "  Q:\n    Type: T\n"),
    ],
)
def test_a_rule_is_taken_out(before: str, after: str) -> None:
    assert removed(f"Resources:\n{before}", "a") == f"Resources:\n{after}"


def test_other_rules_stay() -> None:
    text = "Resources:\n  Q: {Type: T}  # leastwise: ignore[a, b]\n"
    assert removed(text, "c") == text
    assert removed(text, "a", "b") == "Resources:\n  Q: {Type: T}\n"
