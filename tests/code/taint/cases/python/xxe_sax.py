import io
import xml.sax
import xml.sax.handler
from xml.dom import pulldom


def handler(event, context):
    text = io.StringIO(event["body"])
    parser = xml.sax.make_parser()
    parser.parse(text)
    risky = xml.sax.make_parser()
    risky.setFeature(xml.sax.handler.feature_external_ges, True)
    risky.parse(text)  # leastwise: expect xxe
    pulldom.parse(text)
    pulldom.parse(text, risky)  # leastwise: expect xxe
