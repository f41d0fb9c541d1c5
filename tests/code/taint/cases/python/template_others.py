import json
import string
import chevron
import mako.template
import tornado.template


def handler(event, context):
    body = json.loads(event["body"])

    mako.template.Template(body["text"]).render()  # leastwise: expect template-injection
    mako.template.Template("Hello ${name}").render(name=body["name"])
    chevron.render(body["text"], {"a": "b"})  # leastwise: expect template-injection
    chevron.render("Hello {{name}}", {"name": body["name"]})
    tornado.template.Template(body["text"]).generate()  # leastwise: expect template-injection
    string.Template("Hello $name").substitute(name=body["name"])
