"""An outsider's text becomes part of an XPath expression."""

from leastwise.model.finding import Severity
from leastwise.rules.injection._examples import javascript, python
from leastwise.rules.injection._flows import InjectionRule

_BAD_PYTHON = """
from lxml import etree

users = etree.parse("users.xml")


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    found = users.xpath(f"//user[name='{name}']/mail/text()")  # leastwise: expect xpath-injection
    return {"statusCode": 200, "body": ",".join(found)}
"""
_BAD_JAVASCRIPT = """
import { readFileSync } from "node:fs";
import { DOMParser } from "@xmldom/xmldom";
import xpath from "xpath";

const users = new DOMParser().parseFromString(readFileSync("users.xml", "utf-8"), "text/xml");

export const handler = async (event) => {
  const { name } = event.queryStringParameters;
  const found = xpath.select(`//user[name='${name}']/mail/text()`, users); // leastwise: expect xpath-injection
  return { statusCode: 200, body: String(found) };
};
"""
_GOOD_PYTHON = """
from lxml import etree

users = etree.parse("users.xml")


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    found = users.xpath("//user[name=$name]/mail/text()", name=name)
    return {"statusCode": 200, "body": ",".join(found)}
"""
_GOOD_JAVASCRIPT = """
import { readFileSync } from "node:fs";
import { DOMParser } from "@xmldom/xmldom";
import xpath from "xpath";

const users = new DOMParser().parseFromString(readFileSync("users.xml", "utf-8"), "text/xml");
const wanted = xpath.parse("//user[name=$name]/mail/text()");

export const handler = async (event) => {
  const { name } = event.queryStringParameters;
  return { statusCode: 200, body: String(wanted.select({ node: users, variables: { name } })) };
};
"""


class XpathInjection(InjectionRule):
    id = "xpath-injection"
    title = "An outsider's text in an XPath expression"
    danger = "whoever sends it chooses which parts of the document are read"
    why = """
A quotation mark ends the value, and what follows is part of the expression: conditions that are always true, other
parts of the document. XPath knows no rights within a document, so all of it can be read.
"""
    remediation = """
Give the text as a variable of the expression, or compare in the program.

- Python: with lxml `tree.xpath("//user[name=$name]", name=name)`.
- JavaScript: with xpath `xpath.parse("//user[name=$name]").select({ node, variables: { name } })`.
"""
    severity = Severity.HIGH
    cwe = ("CWE-643",)
    references = {
        "owasp-serverless": ("A1:2017",),
        "owasp-top10": ("A05:2025",),
        "csa-serverless": ("SAS-01",),
        "pci-dss": ("6.2.4",),
        "nist-800-53": ("SI-10",),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))
