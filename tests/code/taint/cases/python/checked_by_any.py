import os

import requests

TOOLS = ["resize", "crop"]
HOSTS = ("https://a.example.com/", "https://b.example.com/")


def handler(event, context):
    query = event["queryStringParameters"]
    tool, url = query["tool"], query["url"]
    if any(tool == one for one in TOOLS):
        os.system(tool)
    if any(tool.startswith(one) for one in TOOLS):
        os.system(tool)  # leastwise: expect command-injection
    if not any(sign in tool for sign in ";|"):
        os.system(tool)  # leastwise: expect command-injection
    if any(url.startswith(one) for one in HOSTS):
        requests.get(url)
    if url.startswith(HOSTS):
        requests.get(url)
    if url.startswith(("http://", "https://")):
        requests.get(url)  # leastwise: expect ssrf
