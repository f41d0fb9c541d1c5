"""An outsider's text becomes part of a command line."""

from leastwise.model.finding import Severity
from leastwise.rules.injection._examples import javascript
from leastwise.rules.injection._flows import InjectionRule
from leastwise.rules.rule import Example

_TEMPLATE = """
            Resources:
              Convert:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  CodeUri: src/
                  Events:
                    Upload: {Type: S3, Properties: {Bucket: !Ref Bucket, Events: s3:ObjectCreated:*}}
              Bucket: {Type: AWS::S3::Bucket}
"""
_BAD_PYTHON = """
import os


def handler(event, context):
    key = event["Records"][0]["s3"]["object"]["key"]
    os.system(f"convert /tmp/{key} /tmp/out.png")  # leastwise: expect command-injection
"""
_GOOD_PYTHON = """
import subprocess


def handler(event, context):
    key = event["Records"][0]["s3"]["object"]["key"]
    subprocess.run(["convert", f"/tmp/{key}", "/tmp/out.png"], check=True)
"""
_BAD_JAVASCRIPT = """
import { execSync } from "node:child_process";

export const handler = async (event) => {
  const { file } = JSON.parse(event.body);
  const body = execSync(`wc -l reports/${file}`).toString(); // leastwise: expect command-injection
  return { statusCode: 200, body };
};
"""
_GOOD_JAVASCRIPT = """
import { execFileSync } from "node:child_process";
import { basename } from "node:path";

export const handler = async (event) => {
  const { file } = JSON.parse(event.body);
  const body = execFileSync("wc", ["-l", `reports/${basename(file)}`]).toString();
  return { statusCode: 200, body };
};
"""


class CommandInjection(InjectionRule):
    id = "command-injection"
    title = "An outsider's text in a command line"
    danger = "a shell runs whatever it holds, with the permissions of the function"
    why = """
A shell reads the whole text: `;`, `|`, `$(…)` and quotation marks in a file name, a field of a message or a parameter
begin commands of the sender's. They run in the function's environment, where its credentials are.
"""
    remediation = """
Start the program itself, with a list of arguments and no shell between.

- Python: `subprocess.run(["convert", path, out], check=True)` without `shell=True`; `shlex.quote` where a shell has to
  be.
- JavaScript: `execFile("convert", [path, out])` of `child_process` in place of `exec`.
"""
    severity = Severity.CRITICAL
    lends = True
    cwe = ("CWE-78", "CWE-77")
    references = {
        "owasp-serverless": ("A1:2017",),
        "owasp-top10": ("A05:2025",),
        "csa-serverless": ("SAS-01",),
        "pci-dss": ("6.2.4",),
        "nist-800-53": ("SI-10",),
    }
    bad = (Example.sam(_TEMPLATE, files={"src/app.py": _BAD_PYTHON}), javascript(_BAD_JAVASCRIPT))
    good = (Example.sam(_TEMPLATE, files={"src/app.py": _GOOD_PYTHON}), javascript(_GOOD_JAVASCRIPT))
