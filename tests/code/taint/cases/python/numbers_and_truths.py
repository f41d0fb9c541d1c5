import binascii
import hashlib
import hmac
import json
import math
import operator
import os
import re
import uuid


def handler(event, context):
    body = json.loads(event["body"])
    name = body["name"]
    os.system("echo %s" % len(name))
    os.system("echo %s" % (name == "a"))
    os.system("echo %s" % ("a" in name))
    os.system("echo %s" % hashlib.sha256(name.encode()).hexdigest())
    os.system("echo %s" % uuid.uuid5(uuid.NAMESPACE_DNS, name))
    os.system("echo %s" % (int(name) + 1))
    os.system("echo %s" % math.floor(float(name)))
    os.system("echo %s" % binascii.crc32(name.encode()))
    os.system("echo %s" % operator.eq(name, "a"))
    os.system("echo %s" % hmac.compare_digest(name, "a"))
    os.system("echo %s" % re.match("a", name).start())
    os.system("echo %s" % isinstance(name, str))
    os.system("echo %s" % name.count("a"))
    os.system("echo " + ",".join(map(str, map(int, name.split(",")))))
    for number, letter in enumerate(name):
        os.system(f"echo {number}")
    os.system("echo %s" % name.upper())  # leastwise: expect command-injection
    os.system("echo %s" % (name * 3))  # leastwise: expect command-injection
    os.system("echo " + ",".join(map(str, name.split(","))))  # leastwise: expect command-injection
    os.system("echo %s" % max(name, "a"))  # leastwise: expect command-injection
