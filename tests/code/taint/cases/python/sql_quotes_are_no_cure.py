import html
import re
import sqlite3


def handler(event, context):
    q = event["queryStringParameters"]

    name = html.escape(q["name"])
    sqlite3.connect("/tmp/a.db").execute(f"select * from t where a = '{name}'")  # leastwise: expect sql-injection
    if re.fullmatch("[a-z0-9]+", q["name"]):
        sqlite3.connect("/tmp/a.db").execute(f"select * from t where a = '{q['name']}'")
