import json
import psycopg2


def handler(event, context):
    body = json.loads(event["body"])

    with psycopg2.connect("") as connection, connection.cursor() as cursor:
        cursor.execute(f"select * from orders where id = '{body['id']}'")  # leastwise: expect sql-injection
        cursor.execute("select * from orders where id = %s", (body["id"],))
        cursor.execute("select * from orders where id = " + str(int(body["id"])))
        cursor.execute("select * from orders order by {}".format(body["column"]))  # leastwise: expect sql-injection
        return cursor.fetchall()
