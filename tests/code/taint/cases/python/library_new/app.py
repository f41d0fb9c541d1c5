import yaml
from lxml import etree


def handler(event, context):
    text = event["body"]
    etree.fromstring(text)
    etree.fromstring(text, etree.XMLParser(remove_blank_text=True))
    yaml.load(text, Loader=yaml.FullLoader)
    yaml.full_load(text)
    return {"statusCode": 200}
