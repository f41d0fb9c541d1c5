"""An outsider's text becomes a header of an answer, a request or a mail."""

from leastwise.model.finding import Severity
from leastwise.rules.injection._examples import javascript, python
from leastwise.rules.injection._flows import InjectionRule

_BAD_PYTHON = """
def handler(event, context):
    theme = event["queryStringParameters"]["theme"]
    return {"statusCode": 204, "headers": {"Set-Cookie": "theme=" + theme}}  # leastwise: expect header-injection
"""
_BAD_JAVASCRIPT = """
export const handler = async (event) => {
  const { theme } = event.queryStringParameters;
  return { statusCode: 204, headers: { "Set-Cookie": `theme=${theme}` } }; // leastwise: expect header-injection
};
"""
_GOOD_PYTHON = """
from urllib.parse import quote


def handler(event, context):
    theme = quote(event["queryStringParameters"]["theme"])
    return {"statusCode": 204, "headers": {"Set-Cookie": "theme=" + theme}}
"""
_GOOD_JAVASCRIPT = """
export const handler = async (event) => {
  const theme = encodeURIComponent(event.queryStringParameters.theme);
  return { statusCode: 204, headers: { "Set-Cookie": `theme=${theme}` } };
};
"""


class HeaderInjection(InjectionRule):
    id = "header-injection"
    title = "An outsider's text in a header"
    danger = "a `;` or a line break in it adds attributes, cookies or headers of the sender's"
    why = """
A `;` ends the value of a cookie, and what follows are attributes: whoever makes somebody open a link sets the domain,
the path and the life of the cookie, and fixes a session that is known to him. A line break ends the header itself, and
what follows is another one: a permission for a foreign site, a further recipient of a mail; after an empty line it is
the body. Some gateways and libraries refuse line breaks, others pass them on.
"""
    remediation = """
Let only the characters through that the header needs.

- Python: `urllib.parse.quote(name)` for names of files and cookies, an allow list for origins and languages;
  `email.message.EmailMessage` for mail, which refuses line breaks.
- JavaScript: `encodeURIComponent(name)` for names of files and cookies, an allow list for origins and languages; a
  library such as nodemailer with separate fields for mail.
"""
    severity = Severity.MEDIUM
    exposed = False
    cwe = ("CWE-113", "CWE-93")
    references = {
        "owasp-serverless": ("A1:2017",),
        "owasp-top10": ("A05:2025",),
        "csa-serverless": ("SAS-01",),
        "pci-dss": ("6.2.4",),
        "nist-800-53": ("SI-10",),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))
