"""A connection takes any certificate for that of the host."""

from leastwise.model.finding import Severity
from leastwise.rules.coding._faults import FaultRule
from leastwise.rules.injection._examples import javascript, python

_BAD_PYTHON = """
import requests


def handler(event, context):
    answer = requests.get("https://partner.example.com/stock", verify=False)  # leastwise: expect tls-not-verified
    return {"statusCode": 200, "body": answer.text}
"""
_BAD_JAVASCRIPT = """
import https from "node:https";
import axios from "axios";

const agent = new https.Agent({ rejectUnauthorized: false }); // leastwise: expect tls-not-verified

export const handler = async () => {
  const { data } = await axios.get("https://partner.example.com/stock", { httpsAgent: agent });
  return { statusCode: 200, body: JSON.stringify(data) };
};
"""
_GOOD_PYTHON = """
import requests


def handler(event, context):
    answer = requests.get("https://partner.example.com/stock", verify="partner.pem", timeout=5)
    return {"statusCode": 200, "body": answer.text}
"""
_GOOD_JAVASCRIPT = """
import { readFileSync } from "node:fs";
import https from "node:https";
import axios from "axios";

const agent = new https.Agent({ ca: readFileSync("partner.pem") });

export const handler = async () => {
  const { data } = await axios.get("https://partner.example.com/stock", { httpsAgent: agent });
  return { statusCode: 200, body: JSON.stringify(data) };
};
"""


class TlsNotVerified(FaultRule):
    id = "tls-not-verified"
    title = "Certificates are not checked"
    danger = "whoever is on the way can answer in place of the host, read and change what is sent"
    why = """
TLS without a look at the certificate hides the data from nobody who gets in between: by DNS, by a route, by a host that
was taken over. They get the credentials that are sent, and give the answers that the function works on.
"""
    remediation = """
Check certificates; where a host has one of its own authority, trust that one.

- Python: leave `verify` as it is, or name the authority with `verify="authority.pem"`;
  `ssl.create_default_context(cafile="authority.pem")`.
- JavaScript: leave `rejectUnauthorized` and `NODE_TLS_REJECT_UNAUTHORIZED` as they are, or name the authority with
  `ca`; `NODE_EXTRA_CA_CERTS` for the whole function.
"""
    severity = Severity.HIGH
    cwe = ("CWE-295",)
    references = {
        "owasp-serverless": ("A3:2017",),
        "owasp-top10": ("A04:2025",),
        "pci-dss": ("4.2.1",),
        "nist-800-53": ("SC-8",),
        "well-architected": ("SEC09-BP02",),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))
