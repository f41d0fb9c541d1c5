import mysql.connector
import psycopg

shop = mysql.connector.connect(host="shop")


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    cursor = shop.cursor()
    cursor.execute(operation=f"SELECT * FROM t WHERE n = '{name}'")  # leastwise: expect sql-injection
    cursor.execute(operation="SELECT * FROM t WHERE n = %s", params=(name,))
    with psycopg.connect("dbname=shop") as connection:
        connection.execute(query="SELECT * FROM t WHERE n = '" + name + "'")  # leastwise: expect sql-injection
        with connection.cursor().copy(f"COPY {name} TO STDOUT"):  # leastwise: expect sql-injection
            pass
    return {"statusCode": 200}
