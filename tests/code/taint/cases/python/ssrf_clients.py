import http.client
import json
import urllib.request
import boto3
import httpx
import urllib3


def handler(event, context):
    body = json.loads(event["body"])

    url = body["callback"]
    urllib.request.urlopen(url)  # leastwise: expect ssrf
    urllib.request.urlopen(urllib.request.Request(url))  # leastwise: expect ssrf
    httpx.Client().post(url)  # leastwise: expect ssrf
    urllib3.PoolManager().request("GET", url)  # leastwise: expect ssrf
    http.client.HTTPSConnection(body["host"])  # leastwise: expect ssrf
    http.client.HTTPSConnection("api.example.com").request("GET", "/" + body["path"])  # leastwise: auditor ssrf
    boto3.client("s3", endpoint_url=url)  # leastwise: expect ssrf
