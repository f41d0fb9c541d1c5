import peewee

database = peewee.SqliteDatabase("a.db")


class Order(peewee.Model):
    id = peewee.CharField()


def handler(event, context):
    q = event["queryStringParameters"]

    list(Order.raw("select * from orders where id = " + q["id"]))  # leastwise: expect sql-injection
    list(Order.raw("select * from orders where id = %s", q["id"]))
    list(Order.select().where(Order.id == q["id"]))
    database.execute_sql(f"drop table {q['table']}")  # leastwise: expect sql-injection
