import base64
import hashlib
import os
from datetime import datetime
from decimal import Decimal


def handler(event, context):
    q = event["queryStringParameters"]

    os.system("show " + hashlib.sha256(q["a"].encode()).hexdigest())
    os.system("show " + datetime.strptime(q["a"], "%Y-%m-%d").isoformat())
    os.system(f"show {float(q['a'])} {len(q['a'])} {Decimal(q['a'])}")
    os.system("show " + str(q["a"] == "b"))
    os.system("show " + base64.b64encode(q["a"].encode()).decode())
