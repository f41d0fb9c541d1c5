import requests


def handler(event, context):
    own = event["requestContext"]["domainName"]
    requests.get(f"https://{own}{event['rawPath']}")
    requests.get(f"https://{own}/{event['queryStringParameters']['path']}")
    requests.get(f"https://{event['headers']['x-host']}/status")  # leastwise: expect ssrf
    requests.get(f"https://api.example.com{event['queryStringParameters']['path']}")  # leastwise: expect ssrf
