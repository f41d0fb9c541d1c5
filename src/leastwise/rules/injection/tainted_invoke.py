"""An outsider chooses the function, table, bucket, queue or model that a call of AWS is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.graph import Function
from leastwise.model.record import replace
from leastwise.rules.injection._examples import javascript, python
from leastwise.rules.injection._flows import InjectionRule

if TYPE_CHECKING:
    from leastwise.code.taint.flows import Flow

_BAD_PYTHON = """
import json

import boto3

functions = boto3.client("lambda")


def handler(event, context):
    body = json.loads(event["body"])
    functions.invoke(FunctionName=body["target"], Payload=b"{}")  # leastwise: expect tainted-invoke
    return {"statusCode": 202}
"""
_BAD_JAVASCRIPT = """
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

const queues = new SQSClient({});

export const handler = async (event) => {
  const { queue, text } = JSON.parse(event.body);
  await queues.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: text })); // leastwise: expect tainted-invoke
  return { statusCode: 202 };
};
"""
_GOOD_PYTHON = """
import json
import os

import boto3

functions = boto3.client("lambda")
TARGETS = {"mail": os.environ["MAIL_FUNCTION"], "print": os.environ["PRINT_FUNCTION"]}


def handler(event, context):
    body = json.loads(event["body"])
    functions.invoke(FunctionName=TARGETS[body["target"]], Payload=b"{}")
    return {"statusCode": 202}
"""
_GOOD_JAVASCRIPT = """
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

const queues = new SQSClient({});

export const handler = async (event) => {
  const { text } = JSON.parse(event.body);
  await queues.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE, MessageBody: text }));
  return { statusCode: 202 };
};
"""


class TaintedInvoke(InjectionRule):
    id = "tainted-invoke"
    title = "An outsider chooses what a call of AWS is about"
    danger = "the function acts on any other that its role reaches"
    why = """
The function lends its role to the sender: it reads a bucket, starts a function or writes to a queue that was meant for
others. What the role allows decides how far that goes, and roles often allow more than one resource.

Where the name begins with something of the program's own (`tool-…`), only strict teams hear of it: what can be chosen
is what is named so.
"""
    remediation = """
Take the name from the environment, or from a table of the program by a key that the sender gives.

- Python: `TableName=os.environ["TABLE"]`, or `QUEUES[kind]` of a mapping of your own.
- JavaScript: `TableName: process.env.TABLE`, or `queues.get(kind)` of a `Map` of your own.
"""
    severity = Severity.HIGH
    lends = True
    cwe = ("CWE-610", "CWE-441")
    references = {
        "owasp-serverless": ("A5:2017",),
        "owasp-top10": ("A01:2025",),
        "csa-serverless": ("SAS-01",),
        "pci-dss": ("6.2.4",),
        "nist-800-53": ("SI-10", "AC-3", "AC-4"),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))

    def _found(self, app: Application, function: Function, flow: Flow) -> Finding:
        found = super()._found(app, function, flow)
        return replace(found, persona=max(found.persona, Persona.PEDANTIC)) if flow.hit.narrowed else found
