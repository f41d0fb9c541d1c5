"""What a model says, or calls a tool with, reaches something that acts on it."""

from leastwise.model.finding import Severity
from leastwise.rules.injection._examples import TOOL, javascript, python
from leastwise.rules.injection._flows import InjectionRule

_BAD_PYTHON = """
import json
import os

import boto3
import psycopg2

model = boto3.client("bedrock-runtime")
database = psycopg2.connect(os.environ["DATABASE"])


def handler(event, context):
    question = [{"role": "user", "content": [{"text": "Write SQL for: " + event["body"]}]}]
    answer = model.converse(modelId="amazon.nova-lite-v1:0", messages=question)
    cursor = database.cursor()
    cursor.execute(answer["output"]["message"]["content"][0]["text"])  # leastwise: expect prompt-injection-sink
    return {"statusCode": 200, "body": json.dumps(cursor.fetchall())}
"""
_BAD_JAVASCRIPT = """
import { execSync } from "node:child_process";

export const handler = async (event) => {
  const folder = event.parameters.find(({ name }) => name === "folder").value;
  const body = execSync(`ls ${folder}`).toString(); // leastwise: expect prompt-injection-sink
  return { messageVersion: "1.0", response: { functionResponse: { responseBody: { TEXT: { body } } } } };
};
"""
_GOOD_PYTHON = """
import json
import os

import boto3
import psycopg2

model = boto3.client("bedrock-runtime")
database = psycopg2.connect(os.environ["DATABASE"])
STATEMENTS = {"orders": "SELECT * FROM orders", "items": "SELECT * FROM items"}


def handler(event, context):
    question = [{"role": "user", "content": [{"text": "orders or items? " + event["body"]}]}]
    answer = model.converse(modelId="amazon.nova-lite-v1:0", messages=question)
    cursor = database.cursor()
    cursor.execute(STATEMENTS[answer["output"]["message"]["content"][0]["text"]])
    return {"statusCode": 200, "body": json.dumps(cursor.fetchall())}
"""
_GOOD_JAVASCRIPT = """
import { readdirSync } from "node:fs";
import { basename } from "node:path";

export const handler = async (event) => {
  const folder = event.parameters.find(({ name }) => name === "folder").value;
  const body = readdirSync(`reports/${basename(folder)}`).join();
  return { messageVersion: "1.0", response: { functionResponse: { responseBody: { TEXT: { body } } } } };
};
"""


class PromptInjectionSink(InjectionRule):
    id = "prompt-injection-sink"
    title = "What a model says is acted on unchecked"
    danger = "whoever writes into the prompt, or into a text that the model reads, decides what it does"
    why = """
A model does what the text before it says, and cannot tell the text of its instructions from that of a mail, a page or a
document that it is shown. Its answer, and what it calls a tool with, is therefore a text of outsiders. A statement, a
command, an address or a path made of it is theirs as well, and guardrails of the prompt do not change that.
"""
    remediation = """
Let the model choose among things of the program, and check what it gives as you check a request.

- Python: `STATEMENTS[choice]` of a mapping of your own; values as parameters of a fixed statement; a pydantic model
  with `Literal` and patterns for arguments of tools; a database user that may only read what the caller may.
- JavaScript: `statements.get(choice)` of a `Map` of your own; values as parameters of a fixed statement; a zod schema
  with `z.enum` and patterns for arguments of tools; a database user that may only read what the caller may.
"""
    severity = Severity.HIGH
    lends = True
    cwe = ("CWE-1426",)
    references = {
        "owasp-serverless": ("A1:2017",),
        "owasp-top10": ("A05:2025",),
        "csa-serverless": ("SAS-01",),
        "pci-dss": ("6.2.4",),
        "nist-800-53": ("SI-10",),
        "aws": ("https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-injection.html",),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT, TOOL))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT, TOOL))
