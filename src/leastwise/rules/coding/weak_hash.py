"""A password, signature or token rests on MD5 or SHA-1."""

from leastwise.model.finding import Severity
from leastwise.rules.coding._faults import FaultRule
from leastwise.rules.injection._examples import javascript, python

_BAD_PYTHON = """
import hashlib
import json


def handler(event, context):
    password = json.loads(event["body"])["password"]
    digest = hashlib.md5(password.encode()).hexdigest()  # leastwise: expect weak-hash
    return {"statusCode": 200, "body": digest}
"""
_BAD_JAVASCRIPT = """
import { createHash } from "node:crypto";

export const handler = async (event) => {
  const { password } = JSON.parse(event.body);
  const digest = createHash("sha1").update(password).digest("hex"); // leastwise: expect weak-hash
  return { statusCode: 200, body: digest };
};
"""
_GOOD_PYTHON = """
import hashlib
import json
import secrets


def handler(event, context):
    body = event["body"]
    etag = hashlib.md5(body.encode(), usedforsecurity=False).hexdigest()
    salt = secrets.token_bytes(16)
    stored = hashlib.scrypt(json.loads(body)["password"].encode(), salt=salt, n=2**14, r=8, p=1)
    return {"statusCode": 200, "headers": {"ETag": etag}, "body": stored.hex()}
"""
_GOOD_JAVASCRIPT = """
import { createHash, randomBytes, scryptSync } from "node:crypto";

export const handler = async (event) => {
  const etag = createHash("md5").update(event.body).digest("hex");
  const stored = scryptSync(JSON.parse(event.body).password, randomBytes(16), 64);
  return { statusCode: 200, headers: { ETag: etag }, body: stored.toString("hex") };
};
"""


class WeakHash(FaultRule):
    id = "weak-hash"
    title = "A secret rests on a broken hash"
    danger = "a hash that is broken, or is tried out in seconds, protects a secret here"
    why = """
Of a password hashed with MD5 or SHA-1 a graphics card tries billions in a second, and two texts with the same hash can
be made, so that a signature of one holds for the other. Without a salt most passwords are in tables already. As names
of contents in caches these hashes do no harm, and are not meant here.
"""
    remediation = """
Take a hash that is made for the purpose.

- Python: `hashlib.scrypt` or `argon2-cffi` for passwords; `hmac.new(key, text, "sha256")` for signatures; where nothing
  rests on it, `hashlib.md5(data, usedforsecurity=False)` says so.
- JavaScript: `scrypt` of `node:crypto` or `argon2` for passwords; `createHmac("sha256", key)` for signatures.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-327", "CWE-328", "CWE-916")
    references = {
        "owasp-serverless": ("A3:2017",),
        "owasp-top10": ("A04:2025",),
        "pci-dss": ("6.2.4",),
        "nist-800-53": ("SC-13",),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))
