import httpx


def handler(event, context):
    query = event["queryStringParameters"]
    with httpx.Client(base_url="https://api.example.com") as client:
        client.get(f"/items/{query['item']}")  # leastwise: auditor ssrf
        client.get(query["address"])  # leastwise: expect ssrf
