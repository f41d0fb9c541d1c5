import requests


def handler(event, context):
    q = event["queryStringParameters"]

    requests.get(q["url"])  # leastwise: expect ssrf
    requests.get("https://api.example.com/items/" + q["id"])  # leastwise: auditor ssrf
    requests.get(f"https://{q['host']}/status")  # leastwise: expect ssrf
    requests.get("https://api.example.com" + q["path"])  # leastwise: expect ssrf
    requests.post("https://api.example.com/items", json={"url": q["url"]})
