"""Texts of Python and TypeScript are what the language says they are."""

import ast

import pytest

from leastwise.model.source import Source
from leastwise.read.script.nodes import Joined, Literal, Name
from leastwise.read.script.python import Python
from leastwise.read.script.typescript import TypeScript


def python(text):
    (statement,) = Python(Source("a.py", f"x = {text}\n"), "python").lowered()
    return statement.value


def typescript(text):
    (statement,) = TypeScript(Source("a.ts", f"x = {text};\n"), "typescript").lowered()
    return statement.value


@pytest.mark.parametrize(
    "text",
    [
        r'"a\\n"',
        r'"\n\t\"\'"',
        r"'\x41\u00e9\U0001F600'",
        r"'\a'",
        r'r"a\n"',
        r'R"\x41"',
        '"a\\\nb"',
        '"""a\n\\n"""',
        '""',
    ],
)
def test_a_text_of_python_is_what_python_reads(text):
    found = python(text)
    assert isinstance(found, Literal)
    assert found.value == ast.literal_eval(text)


def test_a_doubled_brace_is_a_brace():
    found = python('f"{{a}} {b}"')
    assert isinstance(found, Joined)
    assert [part.name if isinstance(part, Name) else part.value for part in found.parts] == ["{a} ", "b"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r"'a\\n'", "a\\n"),
        (r"'\a'", "a"),
        (r"'\n\t\''", "\n\t'"),
        (r"'\x41\u00e9\u{1F600}'", "Aé😀"),
        ("`a\\`b`", "a`b"),
    ],
)
def test_a_text_of_typescript_is_what_javascript_reads(text, value):
    found = typescript(text)
    parts = found.parts if isinstance(found, Joined) else (found,)
    assert "".join(part.value for part in parts) == value
