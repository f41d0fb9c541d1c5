from urllib.parse import urlsplit

import requests


def handler(event, context):
    address = event["queryStringParameters"]["address"]
    host = urlsplit(address).hostname
    if host is not None and host.endswith(".shop.example"):
        requests.get(address, timeout=3)
    if host is not None and host.endswith("shop.example"):
        requests.get(address, timeout=3)  # leastwise: expect ssrf
    return {"statusCode": 200}
