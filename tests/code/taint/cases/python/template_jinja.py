import json
from jinja2 import Environment, FileSystemLoader, Template

environment = Environment(loader=FileSystemLoader("templates"), autoescape=True)


def handler(event, context):
    body = json.loads(event["body"])

    Template("Hello " + body["name"]).render()  # leastwise: expect template-injection
    Template("Hello {{ name }}").render(name=body["name"])
    environment.from_string(body["template"]).render()  # leastwise: expect template-injection
    environment.get_template("mail.html").render(name=body["name"])
