import os


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    if 7 * 6 > 50:
        os.system(name)
    other = "fixed" if 3 > 2 else name
    os.system(other)
    name = "fixed"
    os.system(name)
