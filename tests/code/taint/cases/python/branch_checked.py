from urllib.parse import urlsplit

import psycopg2

db = psycopg2.connect("dbname=shop")
HOSTS = {"shop.example.com"}
SORTS = ("name", "price")


def sort_of(query):
    wanted = query.get("sort")
    if wanted in SORTS:
        return wanted
    return "name"


def on_site(address):
    return address if urlsplit(address).hostname in HOSTS else "/"


def handler(event, context):
    query = event["queryStringParameters"]
    cursor = db.cursor()
    cursor.execute(f"SELECT * FROM goods ORDER BY {sort_of(query)}")
    order = query["order"]
    if order not in ("asc", "desc"):
        order = "asc"
    cursor.execute(f"SELECT * FROM goods ORDER BY name {order}")
    side = query["side"]
    if side in SORTS:
        cursor.execute("SELECT 1")
    cursor.execute(f"SELECT * FROM goods ORDER BY {side}")  # leastwise: expect sql-injection
    target = query["to"]
    if not target.isalnum():
        target = "none"
    cursor.execute(f"SELECT * FROM goods WHERE target = '{target}'")
    columns = [one for one in query["columns"].split(",") if one in SORTS]
    cursor.execute(f"SELECT {', '.join(columns)} FROM goods")
    others = [one for one in query["others"].split(",") if one != "id"]
    cursor.execute(f"SELECT {', '.join(others)} FROM goods")  # leastwise: expect sql-injection
    return {"statusCode": 302, "headers": {"Location": on_site(query["next"])}}
