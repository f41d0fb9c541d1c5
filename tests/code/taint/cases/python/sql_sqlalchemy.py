from sqlalchemy import Column, MetaData, String, Table, create_engine, text

engine = create_engine("sqlite://")
orders = Table("orders", MetaData(), Column("id", String))


def handler(event, context):
    q = event["queryStringParameters"]

    with engine.connect() as connection:
        connection.execute(text("select * from orders where id = :id"), {"id": q["id"]})
        connection.execute(text(f"select * from orders where id = '{q['id']}'"))  # leastwise: expect sql-injection
        connection.execute(orders.select().where(orders.c.id == q["id"]))
        connection.exec_driver_sql("delete from orders where id = " + q["id"])  # leastwise: expect sql-injection
