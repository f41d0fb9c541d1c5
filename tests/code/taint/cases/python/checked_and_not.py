import os
import re
import validators


def handler(event, context):
    q = event["queryStringParameters"]

    name = q["name"]
    if not name.isalnum():
        os.system("show " + name)  # leastwise: expect command-injection
    if len(name) < 10:
        os.system("show " + name)  # leastwise: expect command-injection
    if re.match("^[a-z]+$", name):
        os.system("show " + name)
    if re.search("[a-z]+", name):
        os.system("show " + name)  # leastwise: expect command-injection
    if validators.uuid(name):
        os.system("show " + name)
