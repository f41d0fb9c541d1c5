"""An outsider's XML is read with external entities."""

from leastwise.model.finding import Severity
from leastwise.rules.injection._examples import javascript, python
from leastwise.rules.injection._flows import InjectionRule

_BAD_PYTHON = """
from lxml import etree


def handler(event, context):
    parser = etree.XMLParser(resolve_entities=True)
    order = etree.fromstring(event["body"], parser)  # leastwise: expect xxe
    return {"statusCode": 200, "body": order.findtext("id")}
"""
_BAD_JAVASCRIPT = """
import libxmljs from "libxmljs";

export const handler = async (event) => {
  const order = libxmljs.parseXml(event.body, { noent: true }); // leastwise: expect xxe
  return { statusCode: 200, body: order.get("//id").text() };
};
"""
_GOOD_PYTHON = """
from lxml import etree


def handler(event, context):
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    order = etree.fromstring(event["body"], parser)
    return {"statusCode": 200, "body": order.findtext("id")}
"""
_GOOD_JAVASCRIPT = """
import libxmljs from "libxmljs";

export const handler = async (event) => {
  const order = libxmljs.parseXml(event.body);
  return { statusCode: 200, body: order.get("//id").text() };
};
"""


class Xxe(InjectionRule):
    id = "xxe"
    title = "An outsider's XML is read with external entities"
    danger = "its entities read files of the function and addresses in its network"
    why = """
A document type can name entities whose content is a file or an address. A parser that resolves them puts
`/proc/self/environ`, where the credentials of the role are, into the document, or asks hosts inside the VPC; entities
made of entities grow until memory ends.
"""
    remediation = """
Read XML with a parser that resolves no entities.

- Python: `defusedxml.ElementTree.fromstring`; with lxml `XMLParser(resolve_entities=False, no_network=True)`.
- JavaScript: `fast-xml-parser`, or `libxmljs.parseXml(text)` without `noent` and `dtdload`.
"""
    severity = Severity.HIGH
    lends = True
    cwe = ("CWE-611", "CWE-776")
    references = {
        "owasp-serverless": ("A4:2017",),
        "owasp-top10": ("A02:2025",),
        "csa-serverless": ("SAS-01",),
        "pci-dss": ("6.2.4",),
        "nist-800-53": ("SI-10",),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))
