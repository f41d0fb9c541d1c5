"""An outsider's text is where a browser is sent to."""

from leastwise.model.finding import Severity
from leastwise.rules.injection._examples import javascript, python
from leastwise.rules.injection._flows import InjectionRule

_BAD_PYTHON = """
def handler(event, context):
    target = event["queryStringParameters"]["next"]
    return {"statusCode": 302, "headers": {"Location": target}}  # leastwise: expect open-redirect
"""
_BAD_JAVASCRIPT = """
export const handler = async (event) => {
  const { next } = event.queryStringParameters;
  return { statusCode: 302, headers: { Location: next } }; // leastwise: expect open-redirect
};
"""
_GOOD_PYTHON = """
from urllib.parse import quote


def handler(event, context):
    item = event["queryStringParameters"]["item"]
    return {"statusCode": 302, "headers": {"Location": "/items/" + quote(item, safe="")}}
"""
_GOOD_JAVASCRIPT = """
export const handler = async (event) => {
  const { item } = event.queryStringParameters;
  return { statusCode: 302, headers: { Location: `/items/${encodeURIComponent(item)}` } };
};
"""


class OpenRedirect(InjectionRule):
    id = "open-redirect"
    title = "An outsider chooses where a browser is sent"
    danger = "a link to this API leads to any site"
    why = """
People trust the name of the site that a link begins with. A link that goes on to another site takes them to a copy of
the sign-in page, and in a sign-in with OAuth it carries codes and tokens along.
"""
    remediation = """
Redirect to paths of your own, or to addresses of a list.

- Python: `"Location": "/items/" + quote(item, safe="")`, or `PAGES[name]` of a mapping of your own;
  `urlsplit(url).netloc in ALLOWED` where sites have to be chosen.
- JavaScript: `` Location: `/items/${encodeURIComponent(item)}` ``, or `pages.get(name)` of a `Map` of your own;
  `allowed.has(new URL(url).host)` where sites have to be chosen.
"""
    severity = Severity.MEDIUM
    exposed = False
    cwe = ("CWE-601",)
    references = {
        "owasp-top10": ("A01:2025",),
        "csa-serverless": ("SAS-01",),
        "pci-dss": ("6.2.4",),
        "nist-800-53": ("SI-10",),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))
