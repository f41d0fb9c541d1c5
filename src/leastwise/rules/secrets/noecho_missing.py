"""A parameter or variable for a secret is shown to whoever looks at a deployment, or has the secret as its default."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Remove, Set
from leastwise.model.finding import Finding, FixSafety, Severity
from leastwise.model.names import words_in
from leastwise.model.resource import Resource
from leastwise.rules.rule import Example, Rule
from leastwise.rules.secrets._literals import literals
from leastwise.secrets.detect import could_be_secret, promises_secret, secret_shape

_NAMES_ONE = frozenset({"arn", "name", "names", "id", "path", "parameter", "url", "uri", "location", "reference"})
"""Words of a description by which a parameter holds the name of a secret rather than the secret."""


class NoechoMissing(Rule):
    id = "noecho-missing"
    title = "Parameter that shows its secret"
    why = """
Without `NoEcho` the value of a template's parameter stands in the console and in the answer of `DescribeStacks`, which
every read-only role may call, and stays in the stack's history. Without `sensitive` Terraform prints the value of a
variable in plans, which end up in the logs of pipelines and in comments on pull requests. A default is worse: it is in
the repository, and what nobody changes is the same everywhere. That holds for `changeme` too, once it is deployed.
"""
    remediation = """
Hide the value and give it no default; better, pass the name of a secret and not the secret.

- Template: `NoEcho: true` and no `Default` on the parameter; or a parameter with the ARN of a secret. Without a
  default, a new stack needs the value from whoever deploys it; a stack that exists keeps the one that it has.
- Terraform: `sensitive = true` and no `default` on the variable. The state still holds the value: `ephemeral = true`
  with a write-only argument (`password_wo`) keeps it out of there, `manage_master_user_password` needs none at all.
- Console: CloudFormation > the stack > *Update* > enter a new value. The old one has been seen: rotate it.
- CLI: `aws cloudformation deploy --template-file template.yaml --stack-name NAME --parameter-overrides Password=NEW`.
"""
    severity = Severity.MEDIUM
    secret = True
    cwe = ("CWE-312", "CWE-798")
    references = {
        "owasp-serverless": ("A3:2017",),
        "csa-serverless": ("SAS-07",),
        "nist-800-53": ("IA-5(7)",),
        "well-architected": ("SEC02-BP03",),
        "aws": (
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html",
        ),
    }
    fix = FixSafety.SAFE
    caution = "Whoever deploys it anew has to give the value from now on, and the old one has been seen: rotate it."

    bad = (
        Example.cloudformation(
            """
            Parameters:
              DbPassword: {Type: String}
            Resources:
              Topic: {Type: AWS::SNS::Topic}
            """,
            at="Parameters.DbPassword.NoEcho",
        ),
        Example.cloudformation(
            """
            Parameters:
              ApiKey: {Type: String, NoEcho: true, Default: 9f86d081884c7d65}
              Token: {Type: String, Default: 5f4dcc3b5aa765d6}
            Resources:
              Login: {Type: AWS::SecretsManager::Secret, Properties: {SecretString: !Ref Token}}
            """,
            at=("Parameters.ApiKey.Default", "Parameters.Token.Default"),
        ),
    )
    good = Example.cloudformation(
        """
        Parameters:
          DbPassword: {Type: String, NoEcho: true}
          Token: {Type: String, NoEcho: true, Default: ""}
          PasswordParameter: {Type: String}
          DbSecret: {Type: String, Description: ARN of the secret with the database password}
          AuthToken: {Type: "AWS::SSM::Parameter::Value<String>", Default: /shop/token}
          ApiKey: {Type: String, AllowedValues: [required, optional]}
        Resources:
          Topic: {Type: AWS::SNS::Topic}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for stack in app.stacks:
            for parameter in stack.declared:
                default, echo = parameter["Default"], parameter["NoEcho"]
                hidden = echo.flag(False) is not False
                text = default.text()
                shape = secret_shape(text) if text else None
                named = _holds_secret(parameter)
                if shape is not None or (named and text and could_be_secret(parameter.name, text)):
                    what = shape or "its secret"
                    yield self.finding(
                        default,
                        f"The default of {parameter.name} is {what}, in clear.",
                        edits=[Remove(default), *([] if hidden else [Set(echo, True)])],
                        fix=FixSafety.UNSAFE,  # whoever deploys it anew has to give the value from now on
                    )
                elif named and text and (user := _deployed_with(app, text)) is not None:
                    yield self.finding(
                        default,
                        f"{user.name} is deployed with the default of {parameter.name}, which everybody knows who sees "
                        "the repository.",
                        edits=[Remove(default), *([] if hidden else [Set(echo, True)])],
                        fix=FixSafety.UNSAFE,
                    )
                elif named and not hidden:
                    yield self.finding(
                        echo, _SHOWN.get(parameter.framework, _IN_STACK).format(parameter.name), edits=[Set(echo, True)]
                    )


_IN_STACK = "Everybody who may look at the stack sees {}."
_SHOWN = {"terraform": "Plans, and the logs of pipelines that make them, show {} in clear."}
"""Framework → who sees a value that is not hidden."""

_LEAST = 8
"""Characters of the shortest password that databases and brokers take: `none` and the like are replaced before."""


def _deployed_with(app: Application, text: str) -> Resource | None:
    """The resource that gets a text as its password, although it looks like one that only keeps a place."""
    if len(text) < _LEAST or "<" in text:
        return None
    for resource in app.resources():
        for place, value in literals(resource):
            if value == text and promises_secret(place.name):
                return resource
    return None


def _holds_secret(parameter: Resource) -> bool:
    """Whether a parameter takes a secret, and not the name of one or one of a few words."""
    description = words_in(parameter["Description"].text("") or "")
    return (
        promises_secret(parameter.name)
        and parameter["Type"].text("String") == "String"
        and parameter["AllowedValues"].absent
        and "arn:" not in (parameter["AllowedPattern"].text("") or "")
        and _NAMES_ONE.isdisjoint(description)
    )
