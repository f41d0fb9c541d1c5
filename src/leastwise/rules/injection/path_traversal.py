"""An outsider's text chooses a file."""

from leastwise.model.finding import Severity
from leastwise.rules.injection._examples import javascript, python
from leastwise.rules.injection._flows import InjectionRule

_BAD_PYTHON = """
def handler(event, context):
    name = event["queryStringParameters"]["page"]
    with open("pages/" + name, encoding="utf-8") as file:  # leastwise: expect path-traversal
        return {"statusCode": 200, "body": file.read()}
"""
_BAD_JAVASCRIPT = """
import { readFileSync } from "node:fs";

export const handler = async (event) => {
  const { page } = event.queryStringParameters;
  const body = readFileSync(`pages/${page}`, "utf-8"); // leastwise: expect path-traversal
  return { statusCode: 200, body };
};
"""
_GOOD_PYTHON = """
import os


def handler(event, context):
    name = os.path.basename(event["queryStringParameters"]["page"])
    with open("pages/" + name, encoding="utf-8") as file:
        return {"statusCode": 200, "body": file.read()}
"""
_GOOD_JAVASCRIPT = """
import { readFileSync } from "node:fs";
import { basename } from "node:path";

export const handler = async (event) => {
  const { page } = event.queryStringParameters;
  const body = readFileSync(`pages/${basename(page)}`, "utf-8");
  return { statusCode: 200, body };
};
"""


class PathTraversal(InjectionRule):
    id = "path-traversal"
    title = "An outsider's text chooses a file"
    danger = "with `../` or a whole path it is another file than the one meant"
    why = """
`../` leaves the folder, and in Python a second part that begins with `/` replaces the first. What can be read is the
code, the environment in `/proc/self/environ` with the credentials of the role, and files of other callers in `/tmp`;
what can be written is what runs or is read next. Names inside archives and keys of objects are chosen by whoever made
them.
"""
    remediation = """
Name files yourself, or let the program make sure that the path stays inside the folder.

- Python: `os.path.basename(name)`, a name of `tempfile` or `uuid`; or `path = (FOLDER / name).resolve()` and
  `path.is_relative_to(FOLDER)`; archives with `tar.extractall(folder, filter="data")`.
- JavaScript: `path.basename(name)`, a name of `crypto.randomUUID()`; or `path.resolve(folder, name)` and
  `startsWith(folder + path.sep)`; the same for each entry of an archive.
"""
    severity = Severity.HIGH
    lends = True
    cwe = ("CWE-22", "CWE-73")
    references = {
        "owasp-serverless": ("A1:2017",),
        "owasp-top10": ("A01:2025",),
        "csa-serverless": ("SAS-01",),
        "pci-dss": ("6.2.4",),
        "nist-800-53": ("SI-10", "AC-3"),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))
