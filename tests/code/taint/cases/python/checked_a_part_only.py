import json
import os
import re
from urllib.parse import urlparse

import requests

HOSTS = ("a.example.com", "b.example.com")


def addresses(body):
    first = body["first"]
    if urlparse(first).scheme == "https":
        requests.get(first)  # leastwise: expect ssrf
    second = body["second"]
    if urlparse(second).hostname in HOSTS:
        requests.get(second)
    third = urlparse(body["third"])
    if third.scheme != "https" or third.hostname not in HOSTS:
        return
    requests.get(body["third"])
    fourth = body["fourth"]
    if urlparse(fourth).hostname.endswith(".example.com"):
        requests.get(fourth)
    fifth = body["fifth"]
    if urlparse(fifth).hostname.endswith("example.com"):
        requests.get(fifth)  # leastwise: expect ssrf
    sixth = body["sixth"]
    if urlparse(sixth).path == "/items":
        requests.get(sixth)  # leastwise: expect ssrf


def matches(body):
    first = body["name"]
    found = re.match(r"^(\w+)-(.*)$", first)
    if found.group(1) == "a":
        os.system("echo " + first)  # leastwise: expect command-injection
        os.system("echo " + found.group(2))  # leastwise: expect command-injection
    number = re.search(r"id=(\d+)&(?P<rest>.*)", body["query"])
    os.system("echo " + number.group(1))
    os.system("echo " + number.group("rest"))  # leastwise: expect command-injection
    os.system("echo " + number.group())  # leastwise: expect command-injection
    line = re.compile(r"^(\d+)$").match(body["line"])
    os.system("echo " + line.group(1))


def parts(body):
    pair = body["pair"]
    if pair.split(":")[0] in ("a", "b"):
        os.system("echo " + pair.split(":")[1])  # leastwise: expect command-injection
    file = body["file"]
    if os.path.basename(file) in ("a", "b"):
        os.system("echo " + os.path.basename(file))
        os.system("echo " + file)  # leastwise: expect command-injection
    same = body["same"]
    if same.strip().lower() == "yes":
        os.system("echo " + same)


def handler(event, context):
    body = json.loads(event["body"])
    addresses(body)
    matches(body)
    parts(body)
