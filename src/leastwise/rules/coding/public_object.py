"""A function makes an object of S3 public."""

from leastwise.model.finding import Severity
from leastwise.rules.coding._faults import FaultRule
from leastwise.rules.injection._examples import javascript, python

_BAD_PYTHON = """
import boto3

s3 = boto3.client("s3")


def handler(event, context):
    page = {"Bucket": "pages", "Key": "page.html", "Body": event["body"]}
    s3.put_object(**page, ACL="public-read")  # leastwise: expect public-object
    return {"statusCode": 202}
"""
_BAD_JAVASCRIPT = """
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";

const s3 = new S3Client();

export const handler = async (event) => {
  const page = { Bucket: "pages", Key: "page.html", Body: event.body, ACL: "public-read" };
  await s3.send(new PutObjectCommand(page)); // leastwise: expect public-object
  return { statusCode: 202 };
};
"""
_GOOD_PYTHON = _BAD_PYTHON.replace(', ACL="public-read")  # leastwise: expect public-object', ', ACL="private")')
_GOOD_JAVASCRIPT = _BAD_JAVASCRIPT.replace(', ACL: "public-read" }', " }").replace(
    " // leastwise: expect public-object", ""
)


class PublicObject(FaultRule):
    id = "public-object"
    title = "An object that everybody may read"
    danger = "everybody who knows or guesses its address can read it"
    why = """
The ACL of a single object opens it, whatever the policy of the bucket says. Nobody sees that in the template, and it
stays when the code changes. Where public access is blocked or the bucket takes no ACLs, as new buckets do unless they
are told otherwise, the call fails instead.
"""
    remediation = """
Leave the object private and hand out links that end, or let a distribution read the bucket.

- Python: `s3.put_object(…)` without `ACL`, and `s3.generate_presigned_url("get_object", …, ExpiresIn=300)`.
- JavaScript: `new PutObjectCommand({…})` without `ACL`, and `getSignedUrl(s3, new GetObjectCommand({…}))`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-732",)
    references = {
        "owasp-serverless": ("A5:2017",),
        "owasp-top10": ("A01:2025",),
        "nist-800-53": ("AC-3",),
        "well-architected": ("SEC03-BP07",),
        "aws": ("https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html",),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))
