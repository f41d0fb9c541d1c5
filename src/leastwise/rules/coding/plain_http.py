"""Data goes to another host without encryption."""

from leastwise.model.finding import Severity
from leastwise.rules.coding._faults import FaultRule
from leastwise.rules.injection._examples import javascript, python

_BAD_PYTHON = """
import requests


def handler(event, context):
    requests.post("http://partner.shop/orders", data=event["body"], timeout=5)  # leastwise: expect plain-http
    return {"statusCode": 202}
"""
_BAD_JAVASCRIPT = """
export const handler = async (event) => {
  await fetch("http://partner.shop/orders", { method: "POST", body: event.body }); // leastwise: expect plain-http
  return { statusCode: 202 };
};
"""
_GOOD_PYTHON = """
import requests


def handler(event, context):
    requests.post("https://partner.shop/orders", data=event["body"], timeout=5)
    requests.get("http://localhost:2773/secretsmanager/get", timeout=5)
    return {"statusCode": 202}
"""
_GOOD_JAVASCRIPT = """
export const handler = async (event) => {
  await fetch("https://partner.shop/orders", { method: "POST", body: event.body });
  await fetch("http://orders.internal/orders", { method: "POST", body: event.body });
  return { statusCode: 202 };
};
"""


class PlainHttp(FaultRule):
    id = "plain-http"
    title = "A request without TLS"
    danger = "everybody on the way can read and change the request and the answer"
    why = """
Without TLS nothing says that the answer comes from the host, and nothing hides what is sent. A function that works on
such answers takes them from whoever is on the way. Addresses of the function itself and of its network are not meant.
"""
    remediation = """
Ask for the same address by `https`.

- Python: `requests.post("https://partner.shop/orders", data=body)`.
- JavaScript: `fetch("https://partner.shop/orders", { method: "POST", body })`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-319",)
    references = {
        "owasp-serverless": ("A3:2017",),
        "owasp-top10": ("A04:2025",),
        "pci-dss": ("4.2.1",),
        "nist-800-53": ("SC-8",),
        "well-architected": ("SEC09-BP02",),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))
