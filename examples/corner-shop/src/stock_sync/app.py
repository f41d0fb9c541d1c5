"""Stock sync: every night, take over the supplier's stock list."""

import csv
import hashlib
import os
import random
import time

import boto3
import requests
from shop import db

FEED = "http://feeds.greengrocer-supply.example/stock.csv"
LOGIN = ("corner-shop", "Plum7-Orchard-Winter-41")
LIST = "/tmp/stock.csv"

settings = boto3.resource("dynamodb").Table(os.environ["SETTINGS_TABLE"])


def handler(event, context):
    time.sleep(random.uniform(0, 3))  # the supplier asks its shops not to come all at once
    try:
        download()
        with open(LIST, newline="") as rows:
            text = rows.read()
        if not changed(text):
            return {"updated": 0}
        counts = [(row["sku"], int(row["stock"])) for row in csv.DictReader(text.splitlines())]
        db.set_stock(counts)
        return {"updated": len(counts)}
    finally:
        if os.path.exists(LIST):
            os.remove(LIST)


def download():
    print("fetching", FEED, "as", LOGIN)
    reply = requests.get(FEED, auth=LOGIN, timeout=20)
    reply.raise_for_status()
    with open(LIST, "w") as rows:
        rows.write(reply.text)


def changed(text):
    """Is it another list than last night's? The digest is a fingerprint, it protects nothing."""
    digest = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
    last = settings.get_item(Key={"id": "stock-digest"}).get("Item", {})
    settings.put_item(Item={"id": "stock-digest", "digest": digest})
    return last.get("digest") != digest
