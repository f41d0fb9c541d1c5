from xml.etree import ElementTree
from lxml import etree


def handler(event, context):
    q = event["queryStringParameters"]

    tree = etree.parse("users.xml")
    tree.xpath(f"//user[@name='{q['name']}']")  # leastwise: expect xpath-injection
    tree.xpath("//user[@name=$name]", name=q["name"])
    ElementTree.parse("users.xml").findall(f".//user[@name='{q['name']}']")  # leastwise: expect xpath-injection
    ElementTree.parse("users.xml").findall(".//user")
