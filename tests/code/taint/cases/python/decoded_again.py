import base64
import html
import os
import sqlite3
import urllib.parse


def handler(event, context):
    text = event["body"]
    kept = base64.b64encode(text.encode())
    os.system(b"echo " + kept)
    os.system(b"echo " + base64.b64decode(kept))  # leastwise: expect command-injection

    name = urllib.parse.unquote(urllib.parse.quote(text, safe=""))
    open("/data/" + name)  # leastwise: expect path-traversal

    page = html.unescape(html.escape(text))
    sqlite3.connect("/data/x.db").execute(f"SELECT * FROM t WHERE a = '{page}'")  # leastwise: expect sql-injection
