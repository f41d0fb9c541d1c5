import os

import requests


def handler(event, context):
    found = requests.get("https://api.example.com/items/" + event["pathParameters"]["id"], timeout=5).json()  # leastwise: auditor ssrf
    os.system("show " + found["name"])  # leastwise: auditor command-injection
    return {"statusCode": 200}
