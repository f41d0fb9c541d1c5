"""A write of data may fail without a trace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.graph import Function
from leastwise.rules.coding._blocks import swallowed
from leastwise.rules.coding._faults import CodingRule
from leastwise.rules.dangers import shown
from leastwise.rules.injection._examples import javascript, python

if TYPE_CHECKING:
    from leastwise.code.taint.found import Seen

_WRITES = re.compile(
    r"[a-z0-9-]+:(?:Put|Update|Delete|Send|Publish|Write|BatchWrite|BatchExecute|Execute|Transact|Copy|Start|Invoke)\w*"
)

_BAD_PYTHON = """
import boto3

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    for record in event["Records"]:
        try:
            table.put_item(Item={"id": record["messageId"]})  # leastwise: expect swallowed-error
        except Exception:
            pass
"""
_BAD_JAVASCRIPT = """
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";

const sns = new SNSClient();

export const handler = async (event) => {
  const paid = new PublishCommand({ TopicArn: process.env.TOPIC, Message: "paid" });
  try {
    await sns.send(paid); // leastwise: expect swallowed-error
  } catch {}
  return { statusCode: 202 };
};
"""
_GOOD_PYTHON = """
import logging

import boto3

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    failed = []
    for record in event["Records"]:
        try:
            table.put_item(Item={"id": record["messageId"]})
        except Exception:
            logging.exception("not stored")
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
"""
_GOOD_JAVASCRIPT = """
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";

const sns = new SNSClient();

export const handler = async (event) => {
  try {
    await sns.send(new PublishCommand({ TopicArn: process.env.TOPIC, Message: "paid" }));
  } catch (error) {
    console.error(error);
    throw error;
  }
  return { statusCode: 202 };
};
"""


class SwallowedError(CodingRule):
    id = "swallowed-error"
    title = "An error of a write is passed over"
    why = """
The event counts as done although its data was not stored or sent on. Nothing is retried, nothing goes to a dead-letter
queue, and nobody hears of it.
"""
    remediation = """
Let the error pass, or log it and say that the event is not done.

- Python: `logger.exception(…)` and `raise`, or the message under `batchItemFailures`.
- JavaScript: `console.error(error)` and `throw error`, or the message under `batchItemFailures`.
"""
    severity = Severity.INFO
    persona = Persona.PEDANTIC
    cwe = ("CWE-390", "CWE-1069")
    references = {
        "owasp-top10": ("A10:2025",),
        "csa-serverless": ("SAS-10",),
        "nist-800-53": ("SI-11",),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))

    def judged(self, app: Application, function: Function, known: Seen) -> Iterator[Finding]:
        told = set()
        for call, through in known.calls:
            if not through or call.span[1:] in told:
                continue
            if any(_WRITES.fullmatch(one) for one in known.taint.operations(call)) and swallowed(
                through[-1], call.span
            ):
                told.add(call.span[1:])
                yield self.at(
                    function, call, through, f"{shown(call)} may fail, and whatever it raises is passed over."
                )
