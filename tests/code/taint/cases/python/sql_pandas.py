import pandas
import sqlalchemy

engine = sqlalchemy.create_engine("sqlite://")


def handler(event, context):
    q = event["queryStringParameters"]

    pandas.read_sql(f"select * from orders where id = {q['id']}", engine)  # leastwise: expect sql-injection
    pandas.read_sql("select * from orders where id = %(id)s", engine, params={"id": q["id"]})
