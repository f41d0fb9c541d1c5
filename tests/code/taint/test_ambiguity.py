"""How long an expression can take is told from the expression."""

import time

import pytest
from tests.code.taint.apps import HTTP, application, found, function

from leastwise.code.taint import expressions
from leastwise.code.taint.ambiguity import growth


@pytest.mark.parametrize(
    "pattern",
    [
        r"^(a+)+$",
        r"(a*)*$",
        r"^(a|a)*$",
        r"^(a|ab|b)*$",
        r"^([a-zA-Z0-9]+\s?)*$",
        r"^(([a-z])+.)+[A-Z]([a-z])+$",
        r"^(\w+\.?)*$",
        r"(x+x+)+y",
        r"^(?<name>[a-z]+-?)*$",
        r"(?i)^(ab|AB)*$",
    ],
)
def test_exponential(pattern):
    assert growth(pattern) == "exponential"


@pytest.mark.parametrize("pattern", [r"^[^@\s]+@[^@\s]+\.[^@\s]+$", r"^\s*(.*?)\s*$", r".*a.*b.*c", r"^\d+\d+$"])
def test_polynomial(pattern):
    assert growth(pattern) == "polynomial"


@pytest.mark.parametrize(
    "pattern",
    [
        r"^\d+$",
        r"^(a|b)*$",
        r"^[a-z0-9]+(?:-[a-z0-9]+)*$",
        r"^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$",
        r"(a+)+",  # it matches at once
        r"(.*)*",
        r"^(\w+\.)*\w+$",
        r"^[\w-]{1,64}$",
        r"(",  # none at all
        r"^(a)\1+$",  # not told
        "(" * 500,
    ],
)
def test_nothing_grows_or_it_is_not_told(pattern):
    assert growth(pattern) == ""


def test_whole_matches_are_anchored():
    assert growth(r"(a+)+", whole=True) == "exponential"


HOSTILE = ["(a?){60}" * 20, "(" * 90 + "a" + "*)" * 90, "[a-z]*" * 140 + "$", "(a|b|c|d)*" * 30, "x{900}{900}"]


@pytest.mark.parametrize("pattern", HOSTILE)
def test_it_is_told_at_once(pattern):
    begin = time.process_time()
    growth(pattern)
    assert time.process_time() - begin < 5


def test_what_is_too_much_is_tried_a_few_times_only(monkeypatch):
    tried = []
    monkeypatch.setattr(expressions, "judged", lambda text, **_: tried.append(text) or ("", True))
    calls = "".join(f"    re.search('{n}' + 'a*' * 2, event['body'])\n" for n in range(100))
    app = application({"F": function("app", HTTP)}, {"app.py": f"import re\ndef handler(event, context):\n{calls}"})
    assert not [flow for _, flow in found(app) if flow.rule == "regex-dos"]
    assert len(tried) <= expressions.MAX_BEYOND
