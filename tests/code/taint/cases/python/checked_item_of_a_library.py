# event: sqs
import os
import re
from collections import ChainMap
from urllib.parse import parse_qs

import yaml


def is_port(text):
    return re.fullmatch(r"[A-Z]{5}", text) is not None


def handler(event, context):
    for record in event["Records"]:
        sent = yaml.safe_load(record["body"])
        if not re.fullmatch(r"[a-z]+", sent["kind"]):
            raise ValueError("kind")
        os.system("tag " + sent["kind"])
        os.system("tag " + sent["kind"].upper())
        os.system("tag " + sent["name"])  # leastwise: expect command-injection
        os.system("tag " + sent["kind"] + " " + sent["name"])  # leastwise: expect command-injection
        merged = ChainMap(sent, {"port": "DEHAM"})
        if is_port(merged["port"]):
            os.system("tag " + merged["port"])
            os.system("tag " + merged["name"])  # leastwise: expect command-injection
        fields = parse_qs(record["body"])
        if is_port(fields["to"][0]):
            os.system("tag " + fields["to"][0])
            os.system("tag " + fields["from"][0])  # leastwise: expect command-injection
        place = sent["place"]
        if not is_port(place):
            place = "none"
        os.system("tag " + place)
