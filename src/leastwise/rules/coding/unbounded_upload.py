"""Something of any size is read into memory, or into /tmp, as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from leastwise.model.application import Application
from leastwise.model.finding import Persona, Severity
from leastwise.model.graph import Function
from leastwise.rules.injection._examples import javascript, python
from leastwise.rules.injection._flows import InjectionRule

if TYPE_CHECKING:
    from leastwise.code.taint.flows import Flow
    from leastwise.code.values import Value

_COMPARES = ("<", "<=", ">", ">=")

_BAD_PYTHON = """
import boto3

s3 = boto3.client("s3")


def handler(event, context):
    key = event["queryStringParameters"]["key"]
    data = s3.get_object(Bucket="uploads", Key=key)["Body"].read()  # leastwise: expect unbounded-upload
    return {"statusCode": 200, "body": str(data.count(b"\\n"))}
"""
_BAD_JAVASCRIPT = """
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";

const s3 = new S3Client();

export const handler = async (event) => {
  const { key } = event.queryStringParameters;
  const found = await s3.send(new GetObjectCommand({ Bucket: "uploads", Key: key }));
  const text = await found.Body.transformToString(); // leastwise: expect unbounded-upload
  return { statusCode: 200, body: String(text.length) };
};
"""
_GOOD_PYTHON = """
import boto3

s3 = boto3.client("s3")


def handler(event, context):
    key = event["queryStringParameters"]["key"]
    found = s3.get_object(Bucket="uploads", Key=key)
    if found["ContentLength"] > 1_000_000:
        return {"statusCode": 413}
    return {"statusCode": 200, "body": str(found["Body"].read().count(b"\\n"))}
"""
_GOOD_JAVASCRIPT = """
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";

const s3 = new S3Client();

export const handler = async (event) => {
  const { key } = event.queryStringParameters;
  const found = await s3.send(new GetObjectCommand({ Bucket: "uploads", Key: key }));
  if (found.ContentLength > 1_000_000) return { statusCode: 413 };
  const text = await found.Body.transformToString();
  return { statusCode: 200, body: String(text.length) };
};
"""


class UnboundedUpload(InjectionRule):
    id = "unbounded-upload"
    title = "An object of any size is read into memory, or into /tmp"
    danger = "one that is larger than the memory, or than /tmp, ends the function, and does so again with each retry"
    why = """
Objects of S3 have up to 50 TB, a function at most 10 GB, and as little as 512 MB in /tmp. Whoever chooses the object,
or uploads it, makes the function run out of memory, disk or time; what asked for it is retried, and each run costs as
much as the last.
"""
    remediation = """
Look at the size first, or read in pieces. Events of S3 tell it: `object.size`.

- Python: compare `ContentLength` before `Body.read()`, give it a number, or go through `Body.iter_chunks()`; compare
  what `head_object` says before `download_file`.
- JavaScript: compare `ContentLength` before `transformToString()`, or go through the stream.
"""
    severity = Severity.LOW
    persona = Persona.PEDANTIC
    exposed = False
    cwe = ("CWE-400", "CWE-770")
    references = {
        "owasp-top10": ("A06:2025",),
        "csa-serverless": ("SAS-08",),
        "nist-800-53": ("SC-5",),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))

    def applies(self, app: Application, function: Function, flow: Flow) -> bool:
        """Not after a comparison, which says that the size is looked at; but for that of another object."""
        compared = (guard.test for guard in flow.hit.call.guards if guard.test.operator in _COMPARES)
        return all(_is_of_another(test.left, flow.path) for test in compared)


def _is_of_another(value: Value, path: tuple[Any, ...]) -> bool:
    """Whether something was found out with other fields of the event than the one that names an object."""
    from leastwise.code.taint.reading import made_of, mark
    from leastwise.code.values import Member

    asked = [one for one in value.alternatives if isinstance(one, Member)]
    fields = {field for one in asked for field, _ in made_of(one) if field and not mark(field)}
    return bool(fields) and len(asked) == len(value.alternatives) and path not in fields
