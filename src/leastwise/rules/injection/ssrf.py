"""An outsider chooses the host that the function sends a request to."""

from leastwise.model.finding import Severity
from leastwise.rules.injection._examples import javascript, python
from leastwise.rules.injection._flows import InjectionRule

_BAD_PYTHON = """
import json

import requests


def handler(event, context):
    hook = json.loads(event["body"])["hook"]
    answer = requests.get(hook, timeout=5)  # leastwise: expect ssrf
    return {"statusCode": 200, "body": answer.text}
"""
_BAD_JAVASCRIPT = """
export const handler = async (event) => {
  const { host } = JSON.parse(event.body);
  const answer = await fetch(`https://${host}/status`); // leastwise: expect ssrf
  return { statusCode: 200, body: await answer.text() };
};
"""
_GOOD_PYTHON = """
import json
from urllib.parse import quote

import requests


def handler(event, context):
    item = json.loads(event["body"])["item"]
    answer = requests.get("https://api.example.com/items/" + quote(item, safe=""), timeout=5)
    return {"statusCode": 200, "body": answer.text}
"""
_GOOD_JAVASCRIPT = """
const allowed = ["status.example.com", "status.example.org"];

export const handler = async (event) => {
  const { host } = JSON.parse(event.body);
  if (!allowed.includes(host)) {
    return { statusCode: 400 };
  }
  const answer = await fetch(`https://${host}/status`);
  return { statusCode: 200, body: await answer.text() };
};
"""


class Ssrf(InjectionRule):
    id = "ssrf"
    title = "An outsider chooses where a request goes"
    danger = "the function asks hosts of the sender's choice, also inside the VPC"
    why = """
The request comes from inside: it reaches what trusts the network, such as services of a VPC, the runtime interface of
Lambda on localhost, or addresses that only the account's own may call. Its answer often goes back to the sender, and
headers with credentials go along. `file:` addresses read files of the function.
"""
    remediation = """
Fix the scheme and the host in the program, or compare the host with a list before asking.

- Python: `requests.get("https://api.example.com/items/" + quote(item, safe=""))`; or
  `urlsplit(url).hostname in ALLOWED`, `https` only and `allow_redirects=False`.
- JavaScript: `` fetch(`https://api.example.com/items/${encodeURIComponent(item)}`) ``; or
  `allowed.has(new URL(url).hostname)`, `https:` only and `redirect: "error"`.
"""
    severity = Severity.HIGH
    cwe = ("CWE-918",)
    references = {
        "owasp-serverless": ("A5:2017",),
        "owasp-top10": ("A01:2025",),
        "csa-serverless": ("SAS-01",),
        "pci-dss": ("6.2.4",),
        "nist-800-53": ("SI-10", "SC-7"),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))
