import asyncpg
import aioodbc
import pg8000.native
import polars
import snowflake.connector
from cassandra.cluster import Cluster
from django.db.models import Model
from google.cloud import bigquery
from ibm_db import connect, exec_immediate, execute, prepare

session = Cluster(["10.0.0.1"]).connect("shop")
link = connect("DSN", "", "")
warehouse = bigquery.Client()


class Order(Model):
    pass


async def handler(event, context):
    name = event["queryStringParameters"]["name"]
    session.execute("SELECT * FROM orders WHERE name = %s", (name,))
    session.execute("SELECT * FROM orders WHERE name = '%s'" % name)  # leastwise: expect sql-injection
    exec_immediate(link, "DELETE FROM orders WHERE name = '" + name + "'")  # leastwise: expect sql-injection
    ready = prepare(link, "SELECT * FROM orders WHERE name = ?")
    execute(ready, (name,))
    native = pg8000.native.Connection("user")
    native.run("SELECT * FROM orders WHERE name = :name", name=name)
    native.run(f"SELECT * FROM orders WHERE name = '{name}'")  # leastwise: expect sql-injection
    snowflake.connector.connect().execute_string(f"USE ROLE {name}; SELECT 1")  # leastwise: expect sql-injection
    warehouse.query_and_wait(f"SELECT * FROM t WHERE n = '{name}'")  # leastwise: expect sql-injection
    polars.read_database(query=f"SELECT * FROM t WHERE n = '{name}'", connection=None)  # leastwise: expect sql-injection
    Order.objects.all().extra(None, [f"name = '{name}'"])  # leastwise: expect sql-injection
    Order.objects.all().extra(None, ["name = %s"], [name])
    cursor = await (await aioodbc.connect(dsn="shop")).cursor()
    await cursor.execute("SELECT * FROM t WHERE n = '" + name + "'")  # leastwise: expect sql-injection
    await cursor.execute("SELECT * FROM t WHERE n = ?", name)
    pool = await asyncpg.connect("postgres://shop")
    await pool.copy_from_query(f"SELECT * FROM {name}", output="/tmp/out")  # leastwise: expect sql-injection
    await pool.executemany(command="INSERT INTO t VALUES ($1)", args=[(name,)])
    return {"statusCode": 200}
