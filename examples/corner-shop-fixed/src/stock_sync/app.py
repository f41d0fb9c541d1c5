"""Stock sync: every night, take over the supplier's stock list."""

import base64
import csv
import hashlib
import json
import logging
import os
import random
import time
from urllib.request import Request, urlopen

import boto3
from shop import db

FEED = "https://feeds.greengrocer-supply.example/stock.csv"
LIMIT = 20_000_000  # bytes

settings = boto3.resource("dynamodb").Table(os.environ["SETTINGS_TABLE"])
secrets = boto3.client("secretsmanager")
log = logging.getLogger(__name__)


def handler(event, context):
    time.sleep(random.uniform(0, 3))  # the supplier asks its shops not to come all at once
    text = download()
    if not changed(text):
        return {"updated": 0}
    counts = [(row["sku"], int(row["stock"])) for row in csv.DictReader(text.splitlines())]
    db.set_stock(counts)
    return {"updated": len(counts)}


def download():
    log.info("fetching %s", FEED)
    secret = secrets.get_secret_value(SecretId=os.environ["SUPPLIER_LOGIN"])
    login = json.loads(secret["SecretString"])
    basic = base64.b64encode(f"{login['username']}:{login['password']}".encode()).decode()
    with urlopen(Request(FEED, headers={"Authorization": f"Basic {basic}"}), timeout=20) as reply:
        return reply.read(LIMIT).decode()


def changed(text):
    """Is it another list than last night's?"""
    digest = hashlib.sha256(text.encode()).hexdigest()
    last = settings.get_item(Key={"id": "stock-digest"}).get("Item", {})
    settings.put_item(Item={"id": "stock-digest", "digest": digest})
    return last.get("digest") != digest
