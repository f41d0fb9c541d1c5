from jinja2 import Environment, FileSystemLoader, select_autoescape

escaping = Environment(loader=FileSystemLoader("pages"), autoescape=select_autoescape())
plain = Environment(loader=FileSystemLoader("pages"))
HTML = {"Content-Type": "text/html"}


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    if event["rawPath"] == "/safe":
        return {"statusCode": 200, "headers": HTML, "body": escaping.get_template("a.html").render(name=name)}
    body = plain.get_template("a.html").render(name=name)
    return {"statusCode": 200, "headers": HTML, "body": body}  # leastwise: expect xss
