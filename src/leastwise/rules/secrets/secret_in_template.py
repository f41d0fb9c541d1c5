"""A secret stands in a template, in clear."""

import re
from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Severity
from leastwise.model.resource import Property, Resource
from leastwise.read.pipelines import WORKFLOW
from leastwise.rules.rule import Example, Rule
from leastwise.rules.secrets._literals import literals
from leastwise.secrets.detect import could_be_secret, promises_secret, secret_shape, suspicious


class SecretInTemplate(Rule):
    id = "secret-in-template"
    title = "Secret in a template or configuration"
    why = """
Whoever may read the repository, the template or the deployed stack has the secret, and it stays in the history for
ever. It is the same in every environment, and cannot be changed without a deployment.
"""
    remediation = """
Rotate the secret, because it has been seen. Then let the template name it instead of holding it.

- Template: `{{resolve:secretsmanager:NAME:SecretString:password}}` or `ManageMasterUserPassword: true` for databases;
  `GenerateSecretString` instead of `SecretString` for a secret of your own.
- Console: Secrets Manager > *Store a new secret*; then deploy the template that names it.
- CLI: `aws secretsmanager create-secret --name orders/db --secret-string file://secret.json`.
"""
    severity = Severity.HIGH
    secret = True
    subsumes = ("edge-function-secrets",)
    cwe = ("CWE-312", "CWE-798")
    references = {
        "owasp-serverless": ("A3:2017", "A6:2017"),
        "csa-serverless": ("SAS-07",),
        "nist-800-53": ("IA-5(7)",),
        "well-architected": ("SEC02-BP03",),
        "pci-dss": ("8.6.2",),
        "aws": (
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html",
        ),
    }

    bad = (
        Example.cloudformation(
            """
            Resources:
              Database:
                Type: AWS::RDS::DBInstance
                Properties: {MasterUsername: shop, MasterUserPassword: hunter2hunter2}
            """,
            at="Resources.Database.Properties.MasterUserPassword",
        ),
        Example.cloudformation(
            """
            Resources:
              Login:
                Type: AWS::SecretsManager::Secret
                Properties: {SecretString: '{"user": "shop", "password": "hunter2hunter2"}'}
            """,
            at="Resources.Login.Properties.SecretString",
        ),
    )
    good = (
        Example.cloudformation(
            """
            Parameters:
              Password: {Type: String, NoEcho: true}
            Resources:
              Database:
                Type: AWS::RDS::DBInstance
                Properties:
                  MasterUsername: shop
                  MasterUserPassword: "{{resolve:secretsmanager:shop:SecretString:password}}"
              Other:
                Type: AWS::RDS::DBInstance
                Properties: {MasterUsername: shop, MasterUserPassword: !Ref Password}
              Login:
                Type: AWS::SecretsManager::Secret
                Properties:
                  GenerateSecretString: {SecretStringTemplate: '{"user": "shop"}', GenerateStringKey: password}
            """
        ),
        Example.cloudformation(
            "Resources: {Orders: {Type: AWS::SQS::Queue}}",
            files={
                ".github/workflows/deploy.yml": """
                env: {STACK: aws}
                permissions: {id-token: write}
                jobs: {deploy: {permissions: {id-token: write, contents: read}, steps: []}}
                """
            },
        ),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        texts = {id(r.span[0]): r.span[0].text for r in app.resources()}
        worth = {key for key, text in texts.items() if suspicious(text)}
        for resource in app.resources() if worth else ():
            if id(resource.span[0]) in worth and resource.by == "author" and resource.type not in _OTHERS:
                for place, what in _secrets(resource):
                    yield self.finding(place, f"`{place.name}` of {resource.name} holds {what}.")


_OTHERS = frozenset({"AWS::SSM::Parameter"})
"""Types that have a rule of their own."""

_PERMISSIONS = ("read", "write", "none")

_IN_JSON = r'"([\w-]{1,60})"\s*:\s*"([^"\\]{1,200})"'


def _secrets(resource: Resource) -> Iterator[tuple[Property, str]]:
    """Every literal that is a secret, but for a function's variables: these are another rule's."""
    for place, text in literals(resource):
        what = "" if _permission(place, text) else _what(place, text)
        if what:
            yield place, what


def _permission(place: Property, text: str) -> bool:
    """Whether this says what the token of a CI job may do: `id-token: write`.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
    """
    return text in _PERMISSIONS and place.resource.type == WORKFLOW and "permissions" in place.path


def _what(place: Property, text: str) -> str:
    """What kind of secret stands at a place; one that a parameter brings there is another rule's."""
    shape, name = secret_shape(text), place.name
    if shape is not None:
        written = _written(place)
        return "" if ("${" in written and not _put_in(written)) or "Ref" in written[:8] else shape
    if name == "SecretString":
        pairs = re.findall(_IN_JSON, text)
        found = [value for key, value in pairs if promises_secret(key) and could_be_secret(key, value)]
        found += [text] if not found and could_be_secret("password", text) else []
    else:
        found = [text] if promises_secret(name) and could_be_secret(name, text) else []
    written = _written(place) if found else ""
    clear = any(value in written for value in found) or (bool(found) and _put_in(written))
    return "its secret in clear" if clear else ""


_FROM_FILES = r"""["']?\$\{(?:self:|file\()[^{}]*\}["']?$"""


def _put_in(written: str) -> bool:
    """Whether a value stands elsewhere in the files: it is put in by a variable of the Serverless Framework."""
    return re.match(_FROM_FILES, written.strip()) is not None


def _written(place: Property) -> str:
    """What stands at a place, to the letter."""
    source, _, _, start, end = place.span
    return source.text[start:end]
