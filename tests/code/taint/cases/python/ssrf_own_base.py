import os
import requests

BASE = "https://api.example.com"


def handler(event, context):
    q = event["queryStringParameters"]

    requests.get(os.environ["API"] + "/items/" + q["id"])  # leastwise: auditor ssrf
    requests.get(f"{BASE}/items/{q['id']}")  # leastwise: auditor ssrf
