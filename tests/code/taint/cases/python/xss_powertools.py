import html

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response, content_types

app = APIGatewayRestResolver()


@app.get("/hello/<name>")
def hello(name: str):
    page = f"<p>{name}</p>"
    return Response(status_code=200, content_type=content_types.TEXT_HTML, body=page)  # leastwise: expect xss


@app.get("/safe/<name>")
def safe(name: str):
    return Response(status_code=200, content_type="text/html", body=f"<p>{html.escape(name)}</p>")


@app.get("/data/<name>")
def data(name: str):
    return Response(status_code=200, content_type=content_types.APPLICATION_JSON, body=name)


def handler(event, context):
    return app.resolve(event, context)
