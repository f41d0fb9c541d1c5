"""Data of an event stays in /tmp after the invocation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Severity
from leastwise.model.graph import Function
from leastwise.rules.coding._faults import CodingRule
from leastwise.rules.dangers import shown
from leastwise.rules.injection._examples import javascript, python

if TYPE_CHECKING:
    from leastwise.code.observers import Call
    from leastwise.code.taint.found import Seen
    from leastwise.code.taint.observer import Hit
    from leastwise.code.values import Value

_REMOVES = re.compile(
    r"(?:.*\.)?(?:remove|unlink|unlinkSync|rmtree|rmSync|rm|rmdir|rmdirSync|cleanup|removeSync|emptyDir|emptyDirSync|rimraf"
    r"|removedirs|system|run|call|check_call|check_output|Popen|exec|execSync|execFile|spawn|spawnSync|execFileSync)"
    r"|rimraf.*|del(?:\.default)?|.*\(\)\.delete"
)
"""Calls that remove files, or may: commands."""

_NAMED = re.compile(
    r"(?:os|shutil)\.(?:remove|unlink|rmtree|rmdir)|(?:node:)?fs(?:/promises|-extra)?\.(?:.*\.)?"
    r"(?:unlink|unlinkSync|rm|rmSync|rmdir|rmdirSync|remove|removeSync|emptyDir|emptyDirSync)"
)
"""Those among them whose first argument says what is removed."""

_FOLDERS = re.compile(r"tempfile\.(?:mkdtemp|mkstemp)|(?:node:)?fs(?:/promises|-extra)?\.(?:.*\.)?mkdtemp(?:Sync)?")

_WRITES = re.compile(
    r"(?:builtins|io|codecs)\.open\(\)\.(?:write|writelines)|(?:json|pickle|yaml)\.(?:dump|safe_dump)"
    r"|csv\.(?:writer|DictWriter)\(\)\.(?:writerow|writerows)"
)
_EXISTS = re.compile(r"(?:.*\.)?(?:exists|isfile|is_file|isdir|existsSync|access|accessSync|stat|statSync|getsize)")

_BAD_PYTHON = """
import boto3

s3 = boto3.client("s3")


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    with open("/tmp/order.txt", "w") as file:  # leastwise: expect tmp-residue
        file.write(f"order of {name}")
    s3.upload_file("/tmp/order.txt", "orders", "order.txt")
    return {"statusCode": 202}
"""
_BAD_JAVASCRIPT = """
import { writeFileSync } from "node:fs";
import { PDFDocument } from "pdf-lib";

export const handler = async (event) => {
  writeFileSync("/tmp/upload.pdf", event.body, "base64"); // leastwise: expect tmp-residue
  return { statusCode: 202 };
};
"""
_GOOD_PYTHON = """
import tempfile

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    with tempfile.NamedTemporaryFile("w") as file:
        file.write(f"order of {name}")
        file.flush()
        s3.upload_file(file.name, "orders", "order.txt")
    return {"statusCode": 202}
"""
_GOOD_JAVASCRIPT = """
import { rmSync, writeFileSync } from "node:fs";

export const handler = async (event, context) => {
  const path = `/tmp/${context.awsRequestId}.pdf`;
  try {
    writeFileSync(path, event.body, "base64");
  } finally {
    rmSync(path, { force: true });
  }
  return { statusCode: 202 };
};
"""


class TmpResidue(CodingRule):
    id = "tmp-residue"
    title = "Data of an event is left in /tmp"
    why = """
`/tmp` lives as long as the execution environment: the next event, which may be another caller's, finds the files of the
last one. Whoever gets code to run, or a path read, reads them all. Under names that differ each time they add up until
the disk is full and every invocation fails.
"""
    remediation = """
Write to a file of its own, and remove it whatever happens.

- Python: `with tempfile.NamedTemporaryFile() as file:` or `tempfile.TemporaryDirectory()`; otherwise `os.remove` in a
  `finally`.
- JavaScript: `mkdtempSync` for a folder of its own and `rmSync(folder, { recursive: true })` in a `finally`; or keep
  the data in memory.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-459", "CWE-377")
    references = {
        "owasp-top10": ("A06:2025",),
        "csa-serverless": ("SAS-12",),
        "nist-800-53": ("SC-4",),
        "aws": ("https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html",),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))

    def judged(self, app: Application, function: Function, known: Seen) -> Iterator[Finding]:
        from leastwise.code.chains import path_of
        from leastwise.code.values import Result

        writes = [(hit, through) for hit, through in known.faults() if hit.rule == self.id]
        removals = [call for call, _ in known.calls if _REMOVES.fullmatch(call.path)] if writes else []
        written = [call for call, _ in known.calls if _WRITES.fullmatch(call.path) and _of_event(call.arguments)]
        for hit, through in writes:
            call = hit.call
            cached = any(
                isinstance(one, Result) and _EXISTS.fullmatch(path_of(one.callee))
                for guard in call.guards
                for one in guard.test.left.alternatives
            )
            given = (*call.arguments, *call.keywords.values())
            if any(_may_remove(one, _written_to(hit)) for one in removals):
                continue
            opened = call.path in ("builtins.open", "io.open", "codecs.open")
            if not cached and (_of_event(given) or (opened and any(_is_written_by(one, call) for one in written))):
                yield self.at(function, call, through, _said(call))


def _is_written_by(write: Call, opened: Call) -> bool:
    """Whether a call may write into the file that another one opens: not where it is certainly about another one."""
    from leastwise.code.chains import path_of
    from leastwise.code.values import Member, Result

    ahead: list[Any] = [write.callee, *(one for value in write.arguments for one in value.alternatives)]
    names = []
    for _ in range(_MOST_LINKS):
        found = ahead.pop() if ahead else None
        if isinstance(found, Member):
            ahead.append(found.of)
        elif isinstance(found, Result) and path_of(found.callee) == opened.path:
            names += list(found.arguments[:1])
        elif isinstance(found, Result):
            ahead += [found.callee, *(one for value in found.arguments for one in value.alternatives)]
    return not names or any(name in opened.arguments[:1] for name in names)


_MOST_LINKS = 30


def _written_to(hit: Hit) -> list[str]:
    """How the paths begin that a call writes to, as far as that is known, and whether that is all of it."""
    from leastwise.code.taint.reading import values_at

    values = (value for wanted in hit.row.arguments for value in values_at(hit.call, wanted))
    return [begin for value in values for one in value.alternatives if (begin := _beginning(one)).startswith("/tmp")]


def _may_remove(call: Call, written: Sequence[str]) -> bool:
    """Whether a call may remove a file: not where it is certainly about another one."""
    from leastwise.code.chains import path_of
    from leastwise.code.values import Result

    first = call.arguments[0] if call.arguments and _NAMED.fullmatch(call.path) else None
    for one in first.alternatives if first is not None else ():
        if isinstance(one, Result) and _FOLDERS.fullmatch(path_of(one.callee)):
            continue  # a folder of its own
        begin = _beginning(one)
        more = not hasattr(one, "value")  # a name that is known to its end is no other one that begins so
        if not begin or any(own.startswith(begin) or (more and begin.startswith(own)) for own in written):
            return True
    return first is None


def _beginning(found: Any) -> str:
    from leastwise.code.values import Text

    first = found.parts[0] if isinstance(found, Text) else getattr(found, "value", "")
    return first if isinstance(first, str) else ""


def _of_event(values: Iterable[Value]) -> bool:
    from leastwise.code.taint.reading import mark

    return any(not mark(path) for value in values for path, _ in value.origins)


def _said(call: Call) -> str:
    return f"{shown(call)} leaves data of the event in /tmp, where nothing removes it: the next event finds it there."
