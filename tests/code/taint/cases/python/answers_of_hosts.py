import json
import os
import subprocess

import boto3
import requests
import urllib3

pool = urllib3.PoolManager()


def handler(event, context):
    """What another host answers is as good as what its owner, or whoever breaks into it, writes."""
    message = json.loads(pool.request("GET", "https://mail.example.com/messages/1").data)
    text = message["body"]
    begin, end = text.find("https://"), text.find(" ")
    pool.request("GET", text[begin:end])  # leastwise: auditor ssrf
    os.system("gzip " + message["file"])  # leastwise: auditor command-injection

    found = requests.get("https://api.example.com/items", timeout=5).json()
    requests.get("https://api.example.com/items/" + found["id"], timeout=5)
    requests.get(found["next"], timeout=5)  # leastwise: auditor ssrf
    subprocess.run(["convert", found["file"], "/tmp/page"], check=True)
    print(found["id"])

    secret = requests.get("http://localhost:2773/secretsmanager/get?secretId=token", timeout=5).json()
    requests.get(secret["address"], timeout=5)
    name = boto3.client("sts").get_caller_identity()["Account"]
    os.system("echo " + name)
