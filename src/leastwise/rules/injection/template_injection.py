"""An outsider's text is taken for a template."""

from leastwise.model.finding import Severity
from leastwise.rules.injection._examples import javascript, python
from leastwise.rules.injection._flows import InjectionRule

_BAD_PYTHON = """
import json

from jinja2 import Template


def handler(event, context):
    name = json.loads(event["body"])["name"]
    page = Template("Dear " + name + ", thank you.").render()  # leastwise: expect template-injection
    return {"statusCode": 200, "body": page}
"""
_BAD_JAVASCRIPT = """
import ejs from "ejs";

export const handler = async (event) => {
  const { name } = JSON.parse(event.body);
  const body = ejs.render("Dear " + name + ", thank you."); // leastwise: expect template-injection
  return { statusCode: 200, body };
};
"""
_GOOD_PYTHON = """
import json

from jinja2 import Template


def handler(event, context):
    name = json.loads(event["body"])["name"]
    page = Template("Dear {{ name }}, thank you.").render(name=name)
    return {"statusCode": 200, "body": page}
"""
_GOOD_JAVASCRIPT = """
import ejs from "ejs";

export const handler = async (event) => {
  const { name } = JSON.parse(event.body);
  const body = ejs.render("Dear <%= name %>, thank you.", { name });
  return { statusCode: 200, body };
};
"""


class TemplateInjection(InjectionRule):
    id = "template-injection"
    title = "An outsider's text is taken for a template"
    danger = "its placeholders run as code of the function"
    why = """
Templates are programs: in Jinja2, Mako, EJS, Pug, Handlebars and lodash an expression between the signs of the template
reaches objects of the program, and through them modules, the environment and commands. Escaping of values does not
matter here, because the text is not a value but the template itself.
"""
    remediation = """
Keep the template fixed and give the text to it as a value.

- Python: `env.get_template("mail.html").render(name=name)`, with `autoescape=True` for HTML;
  `jinja2.sandbox.SandboxedEnvironment` where people have to write templates.
- JavaScript: `Handlebars.compile(fixed)({ name })`, `ejs.render(fixed, { name })`; a language without logic, such as
  Mustache, where people have to write templates.
"""
    severity = Severity.CRITICAL
    lends = True
    cwe = ("CWE-1336", "CWE-94")
    references = {
        "owasp-serverless": ("A1:2017",),
        "owasp-top10": ("A05:2025",),
        "csa-serverless": ("SAS-01",),
        "pci-dss": ("6.2.4",),
        "nist-800-53": ("SI-10",),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))
