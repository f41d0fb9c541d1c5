# event: appsync
import os

from aws_lambda_powertools.event_handler import AppSyncResolver

app = AppSyncResolver()


@app.resolver(type_name="Query", field_name="orders")
def orders(name: str = "", limit: int = 10):
    os.system(f"show {limit}")
    return []


@app.resolver(type_name="Query", field_name="order")
def order(name: str):
    os.system("show " + name)  # leastwise: expect command-injection
    return {}


def handler(event, context):
    return app.resolve(event, context)
