# event: bedrock-agent
import sqlite3

from aws_lambda_powertools.event_handler import BedrockAgentResolver

app = BedrockAgentResolver()


@app.get("/orders", description="Orders of a customer")
def orders(customer: str) -> list:
    connection = sqlite3.connect("/tmp/orders.db")
    connection.execute("select * from orders where customer = ?", (customer,))
    return connection.execute(f"select * from orders where customer = '{customer}'").fetchall()  # leastwise: expect prompt-injection-sink


def handler(event, context):
    return app.resolve(event, context)
