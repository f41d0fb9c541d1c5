import re

FORM = re.compile(r"[0-9a-f]{8}")


def valid(text):
    return FORM.fullmatch(text) is not None
