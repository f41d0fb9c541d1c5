from jinja2 import Environment
from jinja2.sandbox import SandboxedEnvironment


def handler(event, context):
    text = event["queryStringParameters"]["text"]
    SandboxedEnvironment().from_string(text).render()
    return Environment(autoescape=True).from_string(text).render()  # leastwise: expect template-injection
