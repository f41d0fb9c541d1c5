import os

from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.router import Router

logger, tracer = Logger(), Tracer()
app = APIGatewayHttpResolver()
router = Router()


@app.get("/a/<name>")
@tracer.capture_method
def first(name: str):
    os.system("show " + name)  # leastwise: expect command-injection
    os.system("show " + app.current_event.json_body["name"])  # leastwise: expect command-injection
    os.system("show " + app.current_event.get_query_string_value("q"))  # leastwise: expect command-injection
    os.system("show " + app.current_event.request_context.account_id)
    return {}


@router.post("/b/<number>")
def second(number: int):
    os.system(f"show {number}")
    os.system("show " + router.current_event.headers["x-a"])  # leastwise: expect command-injection
    return {}


app.include_router(router)


@logger.inject_lambda_context
@tracer.capture_lambda_handler
def handler(event, context):
    return app.resolve(event, context)
