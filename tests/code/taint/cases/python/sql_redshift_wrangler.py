# event: eventbridge
import boto3
import awswrangler as wr

redshift = boto3.client("redshift-data")


def handler(event, context):
    name = event["detail"]["name"]
    wr.athena.read_sql_query(f"select * from t where name = '{name}'", database="shop")  # leastwise: expect sql-injection
    redshift.execute_statement(Sql="select * from t where name = '" + name + "'", Database="shop")  # leastwise: expect sql-injection
    redshift.execute_statement(Sql="select 1", Database="shop", Parameters=[{"name": "n", "value": name}])
