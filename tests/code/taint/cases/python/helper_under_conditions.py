"""A helper is called with the same text where a test holds, and where it does not: each call counts for itself."""

import json
import os
import re


def is_safe(text):
    return re.fullmatch(r"[a-z]+", text) is not None


def guarded_and_not(text):
    os.system("wc " + text)  # leastwise: expect command-injection


def guarded_first(text):
    os.system("wc -l " + text)  # leastwise: expect command-injection


def guarded_both(text):
    os.system("wc -c " + text)


def in_loops(text):
    os.system("wc -w " + text)  # leastwise: expect command-injection


def inner(text):
    os.system("wc -m " + text)  # leastwise: expect command-injection


def outer(text):
    inner(text)


def recursive(text, now):
    if now:
        os.system("wc -L " + text)
    elif is_safe(text):
        recursive(text, True)


class Runner:
    def run(self, text):
        os.system("cat " + text)  # leastwise: expect command-injection


runner = Runner()


def handler(event, context):
    body = json.loads(event["body"])
    one = body["one"]
    if is_safe(one):
        guarded_and_not(one)
    else:
        guarded_and_not(one)
    if one in ("a", "b"):
        guarded_first(one)
    guarded_first(one)
    if one in ("a", "b"):
        guarded_both(one)
    elif is_safe(one):
        guarded_both(one)
    for item in body["items"]:
        if item in ("a", "b"):
            in_loops(item)
    for item in body["items"]:
        in_loops(item)
    if is_safe(one):
        outer(one)
    else:
        inner(one)
    recursive(one, False)
    if is_safe(one):
        runner.run(one)
    elif body["other"]:
        runner.run(one)
