"""A token, password or code is drawn from numbers that can be foretold."""

from leastwise.model.finding import Severity
from leastwise.rules.coding._faults import FaultRule
from leastwise.rules.injection._examples import javascript, python

_BAD_PYTHON = """
import random
import string


def handler(event, context):
    token = "".join(random.choices(string.ascii_letters, k=32))  # leastwise: expect weak-random
    return {"statusCode": 200, "body": token}
"""
_BAD_JAVASCRIPT = """
export const handler = async () => {
  const resetCode = Math.floor(Math.random() * 1e6); // leastwise: expect weak-random
  return { statusCode: 200, body: String(resetCode) };
};
"""
_GOOD_PYTHON = """
import random
import secrets
import time


def handler(event, context):
    time.sleep(random.uniform(0, 0.1))
    token = secrets.token_urlsafe(32)
    return {"statusCode": 200, "body": token}
"""
_GOOD_JAVASCRIPT = """
import { randomInt } from "node:crypto";

export const handler = async () => {
  const colour = ["red", "blue"][Math.floor(Math.random() * 2)];
  const resetCode = randomInt(1e6);
  return { statusCode: 200, body: `${colour} ${resetCode}` };
};
"""


class WeakRandom(FaultRule):
    id = "weak-random"
    title = "A secret is drawn from predictable numbers"
    danger = (
        "whoever has seen a few of its numbers can work out the next ones, and with them the secret that is made here"
    )
    why = """
`random` and `Math.random` are made for games and samples: their state can be worked out from what they gave before, and
in a function all callers share one. A token, code or password from them can be guessed by whoever asks for a few of
their own first.
"""
    remediation = """
Draw secrets from the operating system.

- Python: `secrets.token_urlsafe(32)`, `secrets.randbelow(10**6)`, `secrets.choice(letters)`, `uuid.uuid4()`.
- JavaScript: `randomBytes(32).toString("base64url")`, `randomInt(1e6)` or `randomUUID()` of `node:crypto`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-338", "CWE-330")
    references = {
        "owasp-serverless": ("A2:2017",),
        "owasp-top10": ("A04:2025",),
        "pci-dss": ("6.2.4",),
        "nist-800-53": ("SC-13",),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))
