from shop_layer import open_connection, pool, task


def handler(event, context):
    q = event["queryStringParameters"]

    cursor = open_connection().cursor()
    cursor.execute(f"select * from orders where id = {q['id']}")  # leastwise: expect sql-injection
    cursor.execute("select * from orders where id = %s", (q["id"],))
    pool.execute(task, q["id"])
