"""An outsider's text becomes part of a filter of LDAP."""

from leastwise.model.finding import Severity
from leastwise.rules.injection._examples import javascript, python
from leastwise.rules.injection._flows import InjectionRule

_BAD_PYTHON = """
import ldap3

directory = ldap3.Connection("ldaps://directory.example.com", auto_bind=True)


def handler(event, context):
    user = event["queryStringParameters"]["user"]
    directory.search("dc=example,dc=com", f"(uid={user})")  # leastwise: expect ldap-injection
    return {"statusCode": 200, "body": str(len(directory.entries))}
"""
_BAD_JAVASCRIPT = """
import ldap from "ldapjs";

const client = ldap.createClient({ url: ["ldaps://directory.example.com"] });

export const handler = async (event) => {
  const { user } = event.queryStringParameters;
  client.search("dc=example,dc=com", { filter: `(uid=${user})` }, () => {}); // leastwise: expect ldap-injection
};
"""
_GOOD_PYTHON = """
import ldap3
from ldap3.utils.conv import escape_filter_chars

directory = ldap3.Connection("ldaps://directory.example.com", auto_bind=True)


def handler(event, context):
    user = escape_filter_chars(event["queryStringParameters"]["user"])
    directory.search("dc=example,dc=com", f"(uid={user})")
    return {"statusCode": 200, "body": str(len(directory.entries))}
"""
_GOOD_JAVASCRIPT = """
import ldap from "ldapjs";

const client = ldap.createClient({ url: ["ldaps://directory.example.com"] });

export const handler = async (event) => {
  const { user } = event.queryStringParameters;
  const filter = new ldap.EqualityFilter({ attribute: "uid", value: user });
  client.search("dc=example,dc=com", { filter }, () => {});
};
"""


class LdapInjection(InjectionRule):
    id = "ldap-injection"
    title = "An outsider's text in a filter of LDAP"
    danger = "whoever sends it changes what the filter finds"
    why = """
Brackets, `*`, `|` and `&` in the text are part of the filter: a sign-in matches without the password, a search finds
entries that it was to leave out. The same holds for names (DN), where a comma begins another part.
"""
    remediation = """
Escape what goes into a filter or a name.

- Python: `ldap3.utils.conv.escape_filter_chars(user)`, `ldap.filter.escape_filter_chars(user)`;
  `ldap.dn.escape_dn_chars(user)` in names.
- JavaScript: Filter objects of ldapjs in place of text (`new EqualityFilter({ attribute: "uid", value: user })`), or
  the package `ldap-escape`.
"""
    severity = Severity.HIGH
    cwe = ("CWE-90",)
    references = {
        "owasp-serverless": ("A1:2017",),
        "owasp-top10": ("A05:2025",),
        "csa-serverless": ("SAS-01",),
        "pci-dss": ("6.2.4",),
        "nist-800-53": ("SI-10",),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))
