from jinja2 import Environment
from jinja2.sandbox import ImmutableSandboxedEnvironment, SandboxedEnvironment

BOX = SandboxedEnvironment()


def handler(event, context):
    text = event["body"]
    BOX.from_string(text).render(name="Ada")
    ImmutableSandboxedEnvironment(autoescape=True).from_string(text).render(name="Ada")
    Environment().from_string(text).render(name="Ada")  # leastwise: expect template-injection
    return {"statusCode": 200}
