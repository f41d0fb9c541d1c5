from xml.etree import ElementTree
import defusedxml.ElementTree
from lxml import etree


def handler(event, context):
    text = event["body"].encode()
    etree.fromstring(text, etree.XMLParser(resolve_entities=True))  # leastwise: expect xxe
    etree.fromstring(text, etree.XMLParser(resolve_entities=False))
    etree.fromstring(text, parser=etree.XMLParser(load_dtd=True, no_network=False))  # leastwise: expect xxe
    ElementTree.fromstring(text)
    defusedxml.ElementTree.fromstring(text)
