"""An outsider's text becomes part of a page."""

from leastwise.model.finding import Severity
from leastwise.rules.injection._examples import javascript, python
from leastwise.rules.injection._flows import InjectionRule

_BAD_PYTHON = """
def handler(event, context):
    name = event["queryStringParameters"]["name"]
    return {  # leastwise: expect xss
        "statusCode": 200,
        "headers": {"Content-Type": "text/html"},
        "body": f"<h1>Hello {name}</h1>",
    }
"""
_BAD_JAVASCRIPT = """
export const handler = async (event) => {
  const { name } = event.queryStringParameters;
  const body = `<h1>Hello ${name}</h1>`;
  return { statusCode: 200, headers: { "Content-Type": "text/html" }, body }; // leastwise: expect xss
};
"""
_GOOD_PYTHON = """
import html


def handler(event, context):
    name = html.escape(event["queryStringParameters"]["name"])
    return {
        "statusCode": 200,
        "headers": {"Content-Type": "text/html"},
        "body": f"<h1>Hello {name}</h1>",
    }
"""
_GOOD_JAVASCRIPT = """
import escapeHtml from "escape-html";

export const handler = async (event) => {
  const { name } = event.queryStringParameters;
  const body = `<h1>Hello ${escapeHtml(name)}</h1>`;
  return { statusCode: 200, headers: { "Content-Type": "text/html" }, body };
};
"""


class Xss(InjectionRule):
    id = "xss"
    title = "An outsider's text in a page of HTML"
    danger = "a script in it runs in the browser of whoever opens the page"
    why = """
The browser takes the text for a part of the page. A script in it runs with the session of whoever looks at it: it reads
what they see, and acts in their name. A link that somebody is made to open is enough where the text comes from the
address; where it is stored first, everybody who looks gets it.
"""
    remediation = """
Escape the text where it is put into the page, or answer with JSON.

- Python: `html.escape(name)`, or a template of Jinja2 with `autoescape=True`; `Content-Type: application/json` with
  `json.dumps` where no page is needed.
- JavaScript: `escape-html`, `he.encode`, or a template that escapes (`<%= %>` of EJS, `{{ }}` of Handlebars);
  `DOMPurify` for text with markup; JSON where no page is needed.
"""
    severity = Severity.HIGH
    exposed = False
    cwe = ("CWE-79", "CWE-80")
    references = {
        "owasp-serverless": ("A7:2017",),
        "owasp-top10": ("A05:2025",),
        "csa-serverless": ("SAS-01",),
        "pci-dss": ("6.2.4",),
        "nist-800-53": ("SI-10",),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))
