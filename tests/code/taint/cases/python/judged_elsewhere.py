"""What a function found out is given to another one: that acts on what was found out, not on what looked the same."""

import json
import os
import re


def is_safe(text):
    if re.fullmatch(r"[a-z]+", text):
        return True
    return False


def is_short(text):
    if len(text) < 3:
        return True
    return False


def of_another(known, text):
    if known:
        os.system("wc " + text)  # leastwise: expect command-injection


def of_less(known, text):
    if known:
        os.system("wc -l " + text)  # leastwise: expect command-injection


def always(known, text):
    if known:
        os.system("wc -c " + text)


class Job:
    def run(self, text):
        if self.known:
            os.system("wc -w " + text)  # leastwise: expect command-injection


def check(text, strict):
    if strict and not re.fullmatch(r"[a-z]+", text):
        raise ValueError


def handler(event, context):
    body = json.loads(event["body"])
    one, two = body["one"], body["two"]
    of_another(is_safe(one), one)
    of_another(is_safe(two), one)
    of_less(is_safe(one), one)
    of_less(is_short(one), one)
    always(is_safe(one), one)
    always(is_safe(one), one)
    job = Job()
    job.known = is_safe(one)
    job.run(one)
    job.known = is_short(one)
    job.run(one)
    check(body["name"], True)
    os.system("cat " + body["name"])
