import json
import psycopg2
from psycopg2 import sql


def handler(event, context):
    body = json.loads(event["body"])

    cursor = psycopg2.connect("").cursor()
    cursor.execute(sql.SQL("select {} from orders").format(sql.Identifier(body["column"])))
    cursor.execute(sql.SQL("select " + body["column"] + " from orders"))  # leastwise: expect sql-injection
