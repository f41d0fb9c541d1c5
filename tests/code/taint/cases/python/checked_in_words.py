import os
import re
from pathlib import Path

PAGES = Path("/mnt/pages")


def is_port(text):
    return bool(re.fullmatch("[A-Z]{5}", text))


def is_there(text):
    return bool(text)


def handler(event, context):
    query = event["queryStringParameters"]
    if is_port(query["port"]):
        os.system("sail " + query["port"])
    if is_there(query["other"]):
        os.system("sail " + query["other"])  # leastwise: expect command-injection
    ports = [port for port in event["multiValueQueryStringParameters"]["ports"] if is_port(port)]
    os.system("sail " + " ".join(ports))
    page = (PAGES / query["page"]).resolve()
    if not page.is_relative_to(PAGES):
        raise ValueError("page")
    open(page)
    near = PAGES / query["near"]
    if not near.is_relative_to(PAGES):
        raise ValueError("page")
    open(near)  # leastwise: expect path-traversal
