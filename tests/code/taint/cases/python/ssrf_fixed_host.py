import base64
import os
from http.client import HTTPSConnection
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

import requests
import urllib3

API = "https://api.example.com"
pool = urllib3.PoolManager()


def ask(login, number):
    return pool.request("GET", "https://mail.example.com/v1/?login={}&id={}".format(login, number))  # leastwise: auditor ssrf


def handler(event, context):
    """Behind a fixed host, path and query may be chosen; a constant without a slash fixes no host."""
    name = event["queryStringParameters"]["name"]

    ask("shop", name)
    urlopen(Request("{}{}".format(API, name)))  # leastwise: expect ssrf
    urlopen(Request("{}/{}".format(API, name)))  # leastwise: auditor ssrf
    requests.get(os.environ["API"] + name)  # leastwise: expect ssrf
    requests.get(API + "/items/" + quote(name, safe=""))
    requests.get(API + "/items?" + urlencode({"name": name}))
    requests.get(API + "/items", params={"name": name})
    requests.get(f"{API}/items/{int(name)}")
    requests.post(API + "/items", data=name)
    own = HTTPSConnection("api.example.com")
    own.request("GET", "/items/" + name)  # leastwise: auditor ssrf
    own.request("GET", "/items/" + quote(name, safe=""))
