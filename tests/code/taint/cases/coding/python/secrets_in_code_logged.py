import logging

import requests
from requests.auth import HTTPBasicAuth

API_TOKEN = "qX7-pine-Harbour-92"
LOGIN = ("shop", "Cedar4-Lantern-Rope-18")
OTHER = "Maple9-Anchor-Fog-33"
VERSION = "release-2026-11"
PASSWORD_FIELD = "password1"
PASSWORD = "password"
HOST = "db.internal-7.example.com"

log = logging.getLogger()


def handler(event, context):
    print("token is", API_TOKEN)  # leastwise: expect secret-logged
    log.info("asking with %s", LOGIN)  # leastwise: expect secret-logged
    log.info(f"asking {HOST} as {OTHER}")  # leastwise: expect secret-logged
    print("version", VERSION, HOST, PASSWORD_FIELD, LOGIN[0])
    print("postgres://shop:Birch2-Copper-Wave@db.example.com/shop")  # leastwise: expect secret-logged
    requests.get("https://example.com/a", auth=LOGIN, timeout=5)
    requests.get("https://example.com/b", auth=HTTPBasicAuth("shop", OTHER), timeout=5)
    print("a token of", len(API_TOKEN), "letters is there: ***, no password was")
    print(PASSWORD_FIELD, "and", PASSWORD)
    return {"statusCode": 200}
