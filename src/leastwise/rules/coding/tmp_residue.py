"""Data of an event stays in /tmp after the invocation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Severity
from leastwise.model.graph import Function
from leastwise.rules.coding._faults import CodingRule
from leastwise.rules.dangers import shown
from leastwise.rules.injection._examples import javascript, python

if TYPE_CHECKING:
    from leastwise.code.observers import Call
    from leastwise.code.taint.found import Seen
    from leastwise.code.values import Value

_REMOVES = re.compile(
    r"(?:.*\.)?(?:remove|unlink|unlinkSync|rmtree|rmSync|rm|rmdir|rmdirSync|cleanup|removeSync|emptyDir|emptyDirSync|rimraf"
    r"|removedirs|system|run|call|check_call|check_output|Popen|exec|execSync|execFile|spawn|spawnSync|execFileSync)"
    r"|rimraf.*|del(?:\.default)?|.*\(\)\.delete"
)
"""Calls that remove files, or may: commands."""

_WRITES = re.compile(r"(?:builtins|io|codecs)\.open\(\)\.(?:write|writelines)|(?:json|pickle|yaml)\.(?:dump|safe_dump)")
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
        if not writes or any(_REMOVES.fullmatch(call.path) for call, _ in known.calls):
            return
        written = any(_WRITES.fullmatch(call.path) and _of_event(call.arguments) for call, _ in known.calls)
        for hit, through in writes:
            call = hit.call
            cached = any(
                isinstance(one, Result) and _EXISTS.fullmatch(path_of(one.callee))
                for guard in call.guards
                for one in guard.test.left.alternatives
            )
            given = (*call.arguments, *call.keywords.values())
            opened = call.path in ("builtins.open", "io.open", "codecs.open")
            if not cached and (_of_event(given) or (opened and written)):
                yield self.at(function, call, through, _said(call))


def _of_event(values: Iterable[Value]) -> bool:
    from leastwise.code.taint.reading import mark

    return any(not mark(path) for value in values for path, _ in value.origins)


def _said(call: Call) -> str:
    return f"{shown(call)} leaves data of the event in /tmp, where nothing removes it: the next event finds it there."
