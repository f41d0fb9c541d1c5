import yaml
from lxml import etree


def handler(event, context):
    text = event["body"]
    etree.fromstring(text)  # leastwise: expect xxe
    etree.fromstring(text, etree.XMLParser(resolve_entities=False))
    etree.fromstring(text, etree.XMLParser(remove_blank_text=True))  # leastwise: expect xxe
    yaml.load(text, Loader=yaml.FullLoader)  # leastwise: expect unsafe-deserialization
    yaml.full_load(text)  # leastwise: expect unsafe-deserialization
    yaml.safe_load(text)
    return {"statusCode": 200}
