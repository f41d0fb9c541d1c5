from lxml import etree


def handler(event, context):
    found = etree.XPathEvaluator(etree.fromstring(event["body"]))
    found("//order[@open]")
    found("//order[@name='" + event["queryStringParameters"]["name"] + "']")  # leastwise: expect xpath-injection
    return {"statusCode": 200}
