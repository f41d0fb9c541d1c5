import boto3

client = boto3.client("dynamodb")


def handler(event, context):
    q = event["queryStringParameters"]

    client.execute_statement(Statement=f"SELECT * FROM orders WHERE id = '{q['id']}'")  # leastwise: expect nosql-injection
    client.execute_statement(Statement="SELECT * FROM orders WHERE id = ?", Parameters=[{"S": q["id"]}])
    client.batch_execute_statement(Statements=[{"Statement": "DELETE FROM orders WHERE id = '" + q["id"] + "'"}])  # leastwise: expect nosql-injection
