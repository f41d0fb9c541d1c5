"""An outsider's data is read by something that runs code in it."""

from leastwise.model.finding import Severity
from leastwise.rules.injection._examples import javascript, python
from leastwise.rules.injection._flows import InjectionRule

_BAD_PYTHON = """
import base64
import pickle


def handler(event, context):
    basket = pickle.loads(base64.b64decode(event["body"]))  # leastwise: expect unsafe-deserialization
    return {"statusCode": 200, "body": str(len(basket))}
"""
_BAD_JAVASCRIPT = """
import serialize from "node-serialize";

export const handler = async (event) => {
  const basket = serialize.unserialize(event.body); // leastwise: expect unsafe-deserialization
  return { statusCode: 200, body: String(basket.length) };
};
"""
_GOOD_PYTHON = """
import base64
import json


def handler(event, context):
    basket = json.loads(base64.b64decode(event["body"]))
    return {"statusCode": 200, "body": str(len(basket))}
"""
_GOOD_JAVASCRIPT = """
export const handler = async (event) => {
  const basket = JSON.parse(event.body);
  return { statusCode: 200, body: String(basket.length) };
};
"""


class UnsafeDeserialization(InjectionRule):
    id = "unsafe-deserialization"
    title = "An outsider's data is read by something that runs code in it"
    danger = "code inside it runs while it is read"
    why = """
These formats hold objects, and reading one calls what it names: `pickle` any function with any arguments, `yaml.load`
without a safe loader any class, `node-serialize` any function that is written in the text. Checking what came out is
too late, because the code ran before.
"""
    remediation = """
Exchange data in a format that holds only data, and check it against a schema.

- Python: `json.loads`; `yaml.safe_load`; where pickles have to come back, sign them with `hmac` and compare before
  reading.
- JavaScript: `JSON.parse`; `js-yaml` from version 4 with `load`; nothing of `node-serialize`, `funcster` or `cryo`.
"""
    severity = Severity.CRITICAL
    lends = True
    cwe = ("CWE-502",)
    references = {
        "owasp-serverless": ("A8:2017",),
        "owasp-top10": ("A08:2025",),
        "csa-serverless": ("SAS-01",),
        "pci-dss": ("6.2.4",),
        "nist-800-53": ("SI-10",),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))
