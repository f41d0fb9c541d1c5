"""A secret is fetched at deployment and then stands in the environment."""

from collections.abc import Iterator, Sequence

from leastwise.model.application import Application
from leastwise.model.edit import Edit, Remove, Set
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.graph import Function
from leastwise.model.names import words_in
from leastwise.model.record import record
from leastwise.model.resource import Property
from leastwise.model.value import Concat, DynamicReference, Parameter, Reference, Symbol, concat
from leastwise.rules.granting import allowing
from leastwise.rules.rule import Example, Rule
from leastwise.secrets.detect import promises_secret


class SecretResolvedAtDeploy(Rule):
    id = "secret-resolved-at-deploy"
    title = "Secret that is put into the environment at deployment"
    why = """
A dynamic reference keeps the secret out of the template, but CloudFormation puts its value into the function's
configuration: whoever may read that has it, and a rotated secret arrives with the next deployment only.
"""
    remediation = """
Give the function the name of the secret, and let it fetch the value at run time.

- Template: `SECRET_ARN: !Ref Secret` instead of `{{resolve:…}}`, and `secretsmanager:GetSecretValue` on it in the role.
  The fix does this under a new name (`…_SECRET_ID`); the code has to fetch the value before it is deployed.
- Console: Lambda > the function > *Configuration* > *Environment variables* > *Edit*.
- CLI: `aws lambda update-function-configuration --function-name NAME --environment file://environment.json`.
"""
    severity = Severity.LOW
    persona = Persona.PEDANTIC
    cwe = ("CWE-526",)
    references = {
        "owasp-serverless": ("A3:2017",),
        "csa-serverless": ("SAS-07",),
        "nist-800-53": ("IA-5(7)",),
        "well-architected": ("SEC02-BP03",),
        "aws": (
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html",
            "https://docs.aws.amazon.com/lambda/latest/dg/with-secrets-manager.html",
        ),
    }

    fix = FixSafety.UNSAFE

    bad = (
        Example.sam(
            """
            Globals:
              Function:
                Environment:
                  Variables: {API_TOKEN: "{{resolve:ssm:/shop/token:2}}"}
            Resources:
              Orders:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  Environment:
                    Variables:
                      TABLE: orders
                      DB_PASSWORD: "{{resolve:secretsmanager:orders/db:SecretString:password}}"
            """,
            at=(
                "Globals.Function.Environment.Variables.API_TOKEN",
                "Resources.Orders.Properties.Environment.Variables.DB_PASSWORD",
            ),
        ),
        Example.cloudformation(
            """
            Resources:
              Login: {Type: AWS::SecretsManager::Secret}
              Role:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
              Orders:
                Type: AWS::Lambda::Function
                Properties:
                  Runtime: python3.13
                  Handler: index.handler
                  Role: !GetAtt Role.Arn
                  Code: {ZipFile: "def handler(event, context): pass"}
                  Environment: {Variables: {LOGIN: !Sub "{{resolve:secretsmanager:${Login}:SecretString:password}}"}}
            """,
            at="Resources.Orders.Properties.Environment.Variables.LOGIN",
        ),
    )
    good = Example.sam(
        """
        Resources:
          Orders:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.13
              Handler: app.handler
              InlineCode: "def handler(event, context): pass"
              Environment:
                Variables: {TABLE: "{{resolve:ssm:/orders/table}}", DB_SECRET: orders/db}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for function in app.functions:
            for variable in function.environment.items():
                found = _resolved(variable.value)
                if found is not None and (found.service != "ssm" or promises_secret(variable.name)):
                    yield self.finding(
                        variable,
                        f"The value of `{variable.name}` is fetched at deployment and stays in the environment.",
                        functions=[function],
                        edits=_edits(function, variable, found),
                    )


@record
class _Resolved:
    """A secret that is put into a text: the service that keeps it, and its name or ARN where nothing stands around."""

    service: str
    secret: str | Symbol | None = None


def _resolved(value: object) -> _Resolved | None:
    """The secret that a value is made of, or that stands in it."""
    if isinstance(value, DynamicReference):
        return _Resolved(value.service, _name(value.service, [value.key]))
    parts = value.parts if isinstance(value, Concat) else ()
    inner = next((part for part in parts if isinstance(part, DynamicReference)), None)
    if inner is not None:
        return _Resolved(inner.service)
    first, last = (parts[0], parts[-1]) if len(parts) > 1 else ("", "")
    if isinstance(first, str) and first.startswith(_BEGIN):  # `!Sub` with the name of the secret in it
        service, _, rest = first.removeprefix(_BEGIN).partition(":")
        whole = isinstance(last, str) and last.endswith("}}")
        return _Resolved(service, _name(service, [rest, *parts[1:-1], str(last)[:-2]]) if whole else None)
    return None


_BEGIN = "{{resolve:"


def _name(service: str, key: Sequence[str | Symbol]) -> str | Symbol:
    """The name or ARN of a secret without what follows: field and version."""
    found: list[str | Symbol] = []
    for part in key:
        fields = part.split(":") if isinstance(part, str) else []
        count = 7 if service == "secretsmanager" and not found and fields[:1] == ["arn"] else 1
        found.append(":".join(fields[:count]) if fields else part)
        if len(fields) > count:
            break
    return concat(found)


def _edits(function: Function, variable: Property, found: _Resolved) -> list[Edit]:
    """The name of the secret under a name of its own, and the permission to fetch it."""
    if found.secret is None:
        return []
    vault = found.service == "secretsmanager"
    arn = _arn(found.secret, vault)
    action = "secretsmanager:GetSecretValue" if vault else "ssm:GetParameter"
    policy = "Read" + "".join(word.title() for word in words_in(variable.name))
    allowed = None if arn is None else allowing(function.role, policy, action, arn)
    if allowed is None:
        return []
    named = function.environment[f"{variable.name}_{'SECRET_ID' if vault else 'PARAMETER'}"]
    timeout = function.resource["Timeout"]
    longer = [Set(timeout, 10)] if timeout.absent else []  # the fetch comes on top of what three seconds were for
    return [Remove(variable), Set(named, found.secret), *longer, *allowed]


def _arn(secret: str | Symbol, vault: bool) -> str | Symbol | None:
    """The ARN of a secret or parameter; `None` where a symbol may be a name or an ARN.

    `Ref` of a secret is its ARN; six characters follow its name.
    https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html
    """
    first = secret.parts[0] if isinstance(secret, Concat) else secret
    if isinstance(first, str) and first.startswith("arn:"):
        return secret
    if isinstance(first, Symbol) and not (isinstance(first, Parameter) and first.name.startswith("AWS::")):
        is_arn = isinstance(first, Reference) or (isinstance(first, Parameter) and "arn" in words_in(first.name))
        return secret if is_arn and vault and first is secret else None
    name = secret.removeprefix("/") if isinstance(secret, str) else secret
    kind, what, end = ("secretsmanager", ":secret:", "-??????") if vault else ("ssm", ":parameter/", "")
    here = (":", Parameter("AWS::Region"), ":", Parameter("AWS::AccountId"))
    return concat(["arn:", Parameter("AWS::Partition"), f":{kind}", *here, what, name, end])
