import lxml.etree


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    tree = lxml.etree.parse("staff.xml")
    tree.xpath(f"/staff/person[@name='{name}']")  # leastwise: expect xpath-injection
    if "'" in name:
        return "no"
    tree.xpath(f"/staff/person[@name='{name}']")
    tree.xpath(f'/staff/person[@name="{name}"]')  # leastwise: expect xpath-injection
    tree.xpath(f"/staff/person[@age={name}]")  # leastwise: expect xpath-injection
