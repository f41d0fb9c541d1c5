"""Names that are attacks, through every format, read by parsers that are none of ours.

A name may come from a template (logical ids, values, descriptions), from a file's name, or from a suppression.
"""

import csv
import io
import json
import os
import re
import sys
import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import jsonschema
import pytest
from markdown_it import MarkdownIt

from leastwise.cli import main
from leastwise.engine import Failure
from leastwise.model.finding import Related, Step, Suppression, Unread
from leastwise.model.source import Location
from leastwise.report.csv import COLUMNS
from leastwise.report.formats import FORMATS

ATTACKS = {
    "element": "<img src=x onerror=alert(1)>",
    "breakout": "</code></summary></details><script>alert(1)</script>",
    "comment": "<!-- x",
    "cdata": "]]><x/>",
    "reference": "&lt;b&gt;&#64;octocat",
    "link": "[click](https://evil.example)",
    "numbered-link": "[click](1)",
    "placeholder": "{0}",
    "picture": "![x](https://evil.example/x.png)",
    "definition": "[x]: https://evil.example",
    "address": "https://evil.example/x",
    "www": "www.evil.example",
    "mail": "me@evil.example",
    "mention": "@octocat",
    "mention-in-words": "and @octocat, @org/team.",
    "issue": "#12",
    "issue-elsewhere": "octo/repo#12",
    "issue-gh": "GH-12",
    "commit": "5f1b9a7d5f1b9a7d5f1b9a7d5f1b9a7d5f1b9a7d",
    "short-commit": "deadbeef",
    "hyphen-commit": "x-deadbeef -deadbeef",
    "emoji": ":shipit:",
    "maths": "$`x`$ and $x$",
    "ticks": "a`b``c```d`",
    "ticks-and-mention": "`@octocat` ``@octocat`` ` @octocat",
    "emphasis": "**x** _y_ ~~z~~",
    "heading": "# x",
    "list": "1. x",
    "quick-action": "/close",
    "table": "a|b\\|c",
    "html-block": "<details open>",
    "equals": '=HYPERLINK("https://evil.example","x")',
    "plus": "+1",
    "minus": "-2+3",
    "at": "@SUM(1)",
    "tab": "\t=1",
    "return": "\r=1",
    "semicolon": "a;=1",
    "wide": "\uff1d1",
    "cell": '","x","=1',
    "row": 'x"\r\n"=1',
    "workflow-command": "::error file=x::pwned",
    "workflow-command-after-line": "x\n::add-mask::y",
    "escaped-line": "%0A::error::x",
    "property": "x,line=1,title=pwned::y",
    "log-command": "##[error]x ##vso[task.setvariable variable=x]y",
    "colour": "\x1b[31mred\x1b[0m \x9b31m",
    "bell-and-null": "\x07\x00",
    "right-to-left": "\u202egnp.exe\u202c \u2066x\u2069 \u200f",
    "hidden": "a\u200bb\ufeffc\u00add\U000e0041",
    "separators": "a\u2028b\u2029c\x85d",
    "surrogate": "a\ud800b\udcffc",
    "not-xml": "a\ufffeb\uffffc\x0bd",
    "long": "x" * 5_000,
}


@pytest.fixture(params=ATTACKS)
def attack(request):
    return ATTACKS[request.param]


@pytest.fixture
def hostile(entry, result, attack):
    """Everything that may come from what was scanned, as an attack: at the start, in the middle, in marks for code."""
    texts = {"message": attack, "when": f"Stage = {attack}", "stage": attack, "severity_reason": f"`{attack}` x"}
    names = {"function": f"{attack}:{attack}", "functions": (f"{attack}:{attack}", f"x:{attack}"), "resource": attack}
    location = Location(attack, 3, 5, 3, 9)
    findings = [
        entry(
            **texts,
            **names,
            application=attack,
            location=location,
            missing_property=attack,
            trace=(Step(location, attack),),
            related=(Related("open-cors", attack),),
            path=(attack,),
            suppression=suppression,
        )
        for suppression in (None, Suppression("inline", attack), None)
    ]
    functions = {
        attack: {
            "name": attack,
            "application": attack,
            "runtime": attack,
            "triggers": [],
            "reached": {"by": "unknown", "auth": None, "source": None, "through": []},
        }
    }
    return result(
        *findings,
        functions=functions,
        judged=[attack, f"quiet {attack}"],
        unread=[Unread(attack, 3, "template", attack)],
        failures=[Failure("open-cors", attack, attack, attack)],
        notices=[attack],
        line=attack,
    )


def visible(text, allowed=""):
    """Nothing in a text hides, reorders or drives a terminal."""
    return all(
        character in allowed or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
        for character in text
    )


def messages(value):
    """The texts of all SARIF messages in a value."""
    if isinstance(value, dict):
        yield from (found["text"] for key, found in value.items() if key == "message")
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from messages(item)


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from strings(list(value.values()))
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def command(line):
    """The workflow command that a line is to the runner of GitHub Actions, otherwise nothing.

    As in https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
    """
    line = line.lstrip()
    if not line.startswith("::") or "::" not in line[2:]:
        return ("##", {}, line) if "##[" in line or "##vso[" in line else None
    head, _, data = line[2:].partition("::")
    name, _, given = head.partition(" ")
    properties = dict(pair.split("=", 1) for pair in given.strip().split(",") if "=" in pair)
    for escape, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        properties = {key: value.replace(escape, character) for key, value in properties.items()}
    return name, properties, data


def no_commands(text):
    return [line for line in text.splitlines() if command(line)] == []


# One check for each format: (text, number of findings, of them open)


def check_text(text, total, shown):
    assert no_commands(text)
    assert visible(text, allowed="\n")


def check_json(text, total, shown):
    assert no_commands(text)
    assert text.isascii()
    assert len(json.loads(text)["findings"]) == total


def check_sarif(text, total, shown, schema):
    assert no_commands(text)
    document = json.loads(text)
    jsonschema.Draft202012Validator(schema).validate(document)
    (run,) = document["runs"]
    assert len(run["results"]) == total
    scanned = {key: value for key, value in run.items() if key != "tool"}  # the help of rules is Markdown of ours
    for value in strings(scanned):
        assert visible(value)
    assert len(list(messages(run))) > total
    for message in messages(run):
        assert not re.search(r"\[[^\]]*\]\(", message)
        assert not re.search(r"\{\d+\}", message)
    for found in run["results"]:
        uri = found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", uri)
        assert urlsplit(uri)[:2] == ("", "")


def check_junit(text, total, shown):
    assert no_commands(text)
    root = ET.fromstring(text)
    tags = {"testsuites", "testsuite", "testcase", "failure", "skipped", "error", "system-err"}
    assert {element.tag for element in root.iter()} <= tags
    assert len(root.findall("*/testcase/failure")) == shown
    assert len(root.findall("*/testcase/skipped")) == total - shown
    for element in root.iter():
        assert visible(element.text or "", allowed="\n")
        assert all(map(visible, element.attrib.values()))
        assert no_commands(element.text or "")


def check_github(text, total, shown):
    commands = [found for found in map(command, text.splitlines()) if found]
    assert visible(text, allowed="\n")
    assert len(commands) == shown
    for name, properties, data in commands:
        assert name in ("error", "warning", "notice")
        assert list(properties) == ["file", "line", "endLine", "col", "endColumn", "title"]
        assert properties["line"].isdecimal()
        assert not re.search("%0[AD]", data, re.I)


class _Elements(HTMLParser):
    """The elements of a page, and the text that is no code."""

    def __init__(self):
        super().__init__()
        self.elements, self.links, self.text, self.inside = set(), set(), "", []

    def handle_starttag(self, tag, attrs):
        if tag == "br":
            self.text += "\n"
        else:
            self.inside.append(tag)
        self.elements.add((tag, *sorted(name for name, _ in attrs)))
        self.links |= {value for name, value in attrs if name in ("href", "src")}

    def handle_endtag(self, tag):
        assert self.inside.pop() == tag

    def handle_data(self, data):
        self.text += " " if "code" in self.inside or "a" in self.inside else data

    def handle_comment(self, data):
        assert data == " leastwise "


def check_markdown(text, total, shown):
    assert no_commands(text)
    assert visible(text, allowed="\n")
    assert len(text.encode()) <= 65_536
    page = _Elements()
    page.feed(MarkdownIt("gfm-like").render(text))
    plain = "h3 h4 table thead tbody tr th td p ul li strong em br code summary details".split()
    allowed = {(tag,) for tag in plain} | {("details", "open"), ("a", "href"), ("th", "style"), ("td", "style")}
    assert page.elements <= allowed
    assert page.inside == []
    assert {urlsplit(link).netloc for link in page.links} <= {"example.com", "github.com"}
    # What GitHub makes references of in the finished page, everywhere but in code.
    assert not re.search(r"@\w|#\d|\bGH-\d|://|www\.|:[a-z_]+:|\$", page.text)
    assert not re.search(r"\b[0-9a-f]{7,40}\b", page.text)
    assert len(re.findall(r"^- \*\*", text, re.M)) == shown
    # Robots that read comments look for orders at the start of a line.
    assert not re.search(r"^\s*[/@]", text, re.M)


def check_csv(text, total, shown):
    assert no_commands(text)
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert [len(row) for row in rows] == [len(COLUMNS)] * (total + 1)
    assert text.count("\n") == text.count("\r\n") == total + 1
    for row in [*rows, *csv.reader(io.StringIO(text, newline=""), delimiter=";")]:
        for cell in row:
            assert visible(cell)
            assert not re.match(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]", cell.lstrip('"'))


@pytest.mark.parametrize("name", FORMATS)
def test_an_attack_in_every_field_is_text(name, hostile, report, schema):
    more = {"schema": schema} if name == "sarif" else {}
    globals()[f"check_{name}"](report(name, hostile), 3, 2, **more)


def test_the_attack_is_still_to_be_read(entry, result, report):
    """Harmless does not mean gone."""
    found = result(entry(message="<b>[x](y)</b> @octocat \u202e", resource="=x"))
    assert "<b>[x](y)</b> @octocat \\u202e" in report("text", found)
    assert "&lt;b&gt;[x](y)&lt;/b&gt; @octocat \\u202e" in report("junit", found)
    assert "`<b>[x](y)</b>` `@octocat` `\\u202e`" in report("markdown", found)
    assert '"<b>[x](y)</b> @octocat \\u202e"' in report("csv", found)
    assert '"\'=x"' in report("csv", found)


def test_the_path_in_sarif_is_the_file(entry, result, sarif):
    for path in ("a b/c#d?e=f%20.yaml", "täst:1.yaml", "100%.yaml", "//x/y.yaml"):
        (found,) = sarif(result(entry(location=Location(path, 1, 1, 1, 2))))["runs"][0]["results"]
        uri = found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert unquote(uri).lstrip("./") == path.lstrip("/")


LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "notice", "info": "notice"}
NAMED = [attack for name, attack in ATTACKS.items() if name not in ("long", "surrogate")]


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """Templates whose names, logical ids, values and descriptions are attacks."""
    monkeypatch.chdir(tmp_path)
    for number, attack in enumerate(NAMED):
        statement = {"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*", "Sid": attack}
        function = {
            "Type": "AWS::Serverless::Function",
            "Metadata": {attack: attack},
            "Properties": {
                "Runtime": "python3.8",
                "Handler": attack,
                "InlineCode": "def handler(event, context): ...",
                "FunctionName": attack,
                "Description": attack,
                "FunctionUrlConfig": {"AuthType": "NONE"},
                "Environment": {"Variables": {attack: attack, "PASSWORD": attack + " hunter2hunter2"}},
                "Policies": [{"Statement": [statement]}, attack],
                "Events": {attack: {"Type": "Api", "Properties": {"Path": f"/{attack}", "Method": "get"}}},
            },
        }
        template = {
            "Transform": "AWS::Serverless-2016-10-31",
            "Description": attack,
            "Parameters": {attack: {"Type": "String", "Default": attack, "Description": attack}},
            "Resources": {attack: function, f"{attack}Queue": {"Type": "AWS::SQS::Queue"}},
        }
        shown = attack.replace("/", "|").replace("\0", "") if sys.platform != "win32" else ""
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / f"{shown}.yaml").write_text(json.dumps(template))
    return tmp_path


def test_a_repository_of_attacks(repository, capsys, schema):
    names = [name for name in FORMATS if name != "text"]
    outputs = [f"--output={name}={repository / f'report.{name}'}" for name in names]
    code = main(["scan", "--root", ".", "--persona", "auditor", "--color", "never", *outputs])
    captured = capsys.readouterr()
    assert code == 1
    reports = {name: (repository / f"report.{name}").read_bytes().decode() for name in names}
    found = json.loads(reports["json"])["findings"]
    assert len({finding["application"] for finding in found}) == len(NAMED)
    total = shown = len(found)
    check_text(captured.out, total, shown)
    check_json(reports["json"], total, shown)
    check_sarif(reports["sarif"], total, shown, schema)
    check_junit(reports["junit"], total, shown)
    check_csv(reports["csv"], total, shown)
    levels = Counter(LEVELS[finding["severity"]] for finding in found)
    lines = [line for line in reports["github"].splitlines(True) if not line.startswith("::notice title=leastwise::")]
    check_github(
        "".join(lines), total, sum(min(count, 9 if level == "notice" else 10) for level, count in levels.items())
    )
    check_markdown(reports["markdown"], total, len(re.findall(r"^- \*\*", reports["markdown"], re.M)))
    assert visible(captured.err, allowed="\n")
    assert not os.path.exists(repository / "x")
