"""A permission is there that neither the code nor the wiring of the function uses."""

from collections.abc import Iterator

from leastwise.iam.excess import wide_resource
from leastwise.iam.notable import telling
from leastwise.model.application import Application
from leastwise.model.edit import Edit, Remove
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.graph import Role
from leastwise.model.resource import Property
from leastwise.privilege.comparison import Comparison
from leastwise.rules.access._apart import without
from leastwise.rules.access._code import by_code, evidence, is_code, shared, steps, understood
from leastwise.rules.access._exact import detached
from leastwise.rules.access._holders import holder
from leastwise.rules.access._methods import grant_methods, narrower_template
from leastwise.rules.access._surplus import Surplus, surpluses
from leastwise.rules.rule import Example, Rule
from leastwise.rules.weight import only_costs
from leastwise.rules.words import listing

_CODE = """
import os
import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    table.put_item(Item={"id": event["id"]})
"""


class ExcessPermission(Rule):
    id = "excess-permission"
    title = "Permission that nothing needs"
    why = """
Code that is taken over, by a fault of its own or of a library, can use all that its role allows, not only what it was
written to do. The code of the function was followed from its handler, with everything that it calls; its triggers,
destinations, layers and settings were looked at too. What is told here is needed by none of them.
Where more may be needed than is known, where somebody else may take the role, and for what a framework grants by
itself, nothing is said; nor for logs, traces and network interfaces. What is no more than what is needed there anyway
is told to pedantic readers.
"""
    remediation = """
Take the permission out: `leastwise policy --write` does it. `leastwise policy` prints all that the function needs, with
the lines that need it.

- Template: remove the actions, the statement, the policy template or the attached policy; or use the narrower policy
  template that the finding names.
- Terraform: remove them from `actions` of the `aws_iam_policy_document`, or the attachment.
- serverless.yml: remove them from `provider.iam.role.statements`.
- Console: IAM > Roles > the role > *Last Accessed* shows which actions were used; then *Permissions* > *Edit*.
- CLI: `aws iam generate-service-last-accessed-details --granularity ACTION_LEVEL --arn ROLE_ARN`, then
  `aws iam put-role-policy --role-name ROLE --policy-name POLICY --policy-document file://policy.json`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-250", "CWE-269")
    references = {
        "owasp-serverless": ("A5:2017", "A6:2017"),
        "csa-serverless": ("SAS-04",),
        "nist-800-53": ("AC-3", "AC-6"),
        "well-architected": ("SEC03-BP02", "SEC03-BP04"),
        "aws": (
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/sec_permissions_least_privileges.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = "What uses the role in a way that the application does not show is refused: see *Last Accessed* first."
    subsumes = (
        "wildcard-resource",
        "data-exfiltration",
        "delete-in-production",
        "permissions-management",
        "bedrock-any-model",
    )

    bad = (
        Example.sam(
            """
            Resources:
              Orders:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  CodeUri: src/
                  Environment: {Variables: {TABLE: !Ref Table}}
                  Policies:
                    - Statement:
                        - Effect: Allow
                          Action:
                            - dynamodb:PutItem
                            - dynamodb:DeleteTable
                          Resource: !GetAtt Table.Arn
                        - {Effect: Allow, Action: sqs:SendMessage, Resource: !GetAtt Queue.Arn}
              Table: {Type: AWS::Serverless::SimpleTable}
              Queue: {Type: AWS::SQS::Queue}
            """,
            at=(
                "Resources.Orders.Properties.Policies.0.Statement.0.Action.1",
                "Resources.Orders.Properties.Policies.0.Statement.1.Action",
            ),
            files={"src/app.py": _CODE},
        ),
        Example.sam(
            """
            Resources:
              Orders:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  CodeUri: src/
                  Environment: {Variables: {TABLE: !Ref Table}}
                  Policies:
                    - DynamoDBCrudPolicy: {TableName: !Ref Table}
                    - SQSSendMessagePolicy: {QueueName: !GetAtt Queue.QueueName}
              Table: {Type: AWS::Serverless::SimpleTable}
              Queue: {Type: AWS::SQS::Queue}
            """,
            at=(
                "Resources.Orders.Properties.Policies.0.DynamoDBCrudPolicy",
                "Resources.Orders.Properties.Policies.1.SQSSendMessagePolicy",
            ),
            files={"src/app.py": _CODE},
        ),
        Example.cloudformation(
            """
            Resources:
              Role:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
                  ManagedPolicyArns:
                    - arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
                    - arn:aws:iam::aws:policy/AmazonRoute53ReadOnlyAccess
              Hello:
                Type: AWS::Lambda::Function
                Properties:
                  Runtime: python3.13
                  Handler: index.handler
                  Role: !GetAtt Role.Arn
                  Code: {ZipFile: "def handler(event, context): return 'hello'"}
            """,
            at="Resources.Role.Properties.ManagedPolicyArns.1",
        ),
    )
    good = (
        Example.sam(
            """
            Resources:
              Orders:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  CodeUri: src/
                  Environment: {Variables: {TABLE: !Ref Table}}
                  Policies:
                    - Statement:
                        - {Effect: Allow, Action: dynamodb:PutItem, Resource: !GetAtt Table.Arn}
                        - {Effect: Allow, Action: [logs:PutLogEvents, xray:PutTraceSegments], Resource: "*"}
              Table: {Type: AWS::Serverless::SimpleTable}
            """,
            files={"src/app.py": _CODE},
        ),
        Example.sam(
            """
            Resources:
              Orders:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  CodeUri: src/
                  Policies:
                    - SQSSendMessagePolicy: {QueueName: !GetAtt Queue.QueueName}
              Queue: {Type: AWS::SQS::Queue}
            """,
            files={"src/app.py": "def handler(event, context):\n    exec(event['code'])\n"},
        ),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for role in app.roles:
            found = understood(app, role) if role.grants_by_author else None
            if found is None:
                continue
            for surplus in surpluses(app, found):
                advice = _advice(surplus)
                if surplus.kind in ("grant", "connector") and not surplus.whole and not advice:
                    continue
                yield self._surplus(app, role, found, surplus, advice)

    def _surplus(self, app: Application, role: Role, found: Comparison, surplus: Surplus, advice: str) -> Finding:
        severity, reason = self.severity, ""
        slight = surplus.slight
        if slight:
            severity, reason = Severity.LOW, "it is no more than what is needed there, or only describes"
        elif surplus.grave:
            severity, reason = Severity.HIGH, surplus.grave
        return self.finding(
            surplus.places[0],
            f"{_message(holder(app, role), found, surplus)}{advice}{_others(app, surplus)}",
            scope=surplus.place,
            functions=found.functions,
            severity=severity,
            severity_reason=reason,
            persona=Persona.PEDANTIC if slight else None,
            exposed=not (slight or surplus.grave) and _anywhere(role, surplus),
            edits=_edits(app, role, surplus),
            trace=steps(surplus.needs),
        )


def _message(who: str, found: Comparison, surplus: Surplus) -> str:
    """Who needs what not, and what instead."""
    actions = surplus.actions
    shown = [f"`{action}`" for action in (telling(actions, 3) if len(actions) > 4 else actions)]
    names = listing(shown, 4, total=len(actions))
    named = surplus.parts[0].granted.policy if surplus.kind == "attached" else _template(surplus)
    what = f"`{named}`" if named else "this statement"
    if not surplus.whole:
        needs = evidence(by_code(surplus.needs))
        return f"{who} does not need {names}{f' of {what}' if named else ''}; it needs {needs} there."
    needs = evidence([need for need in by_code(found.needed.needs) if is_code(need)])
    rest = f"its code needs {needs}" if needs else "its code calls nothing of AWS"
    return f"{who} needs nothing of {what} ({names}); {rest}."


def _others(app: Application, surplus: Surplus) -> str:
    return " Others have the policy too: give each its own." if shared(app, surplus.place) else ""


def _template(surplus: Surplus) -> str:
    """The name of a policy template."""
    if surplus.kind != "template":
        return ""
    source, start, end = surplus.place.span[:3]
    return source.text[start:end].strip("\"'")


def _advice(surplus: Surplus) -> str:
    """The narrower thing that would do, where a whole template or call is too much."""
    needed = [need.action for need in surplus.needs]
    if surplus.whole or surplus.kind not in ("template", "grant"):
        return ""
    if surplus.kind == "template":
        name = narrower_template(_template(surplus), needed)
        return f" `{name}` is enough." if name else " A statement with these actions is enough."
    method, name = grant_methods([part.granted.action for part in surplus.parts], needed)
    return f" `{name}` is enough instead of `{method}`." if name else ""


def _anywhere(role: Role, surplus: Surplus) -> bool:
    """Whether who may start the function matters as it does where every resource is meant."""
    statement = next((one for one in role.statements if one.property == surplus.place), None)
    wide = statement is not None and wide_resource(statement) is not None
    return wide and not all(only_costs(str(action)) for action in surplus.actions)


def _edits(app: Application, role: Role, surplus: Surplus) -> list[Edit]:
    """What takes it out: actions from a statement, or all of a template or an attached policy that nothing needs."""
    if shared(app, surplus.place):
        return []
    if surplus.kind == "statement":
        statement = next((one for one in role.statements if one.property == surplus.place), None)
        return list(without(statement, surplus.places)) if statement is not None else []
    if not surplus.whole:
        return []
    if surplus.kind == "attached":
        return [detached(role, surplus.place)]
    if surplus.kind == "template":
        # The policy stands where the template is used.
        return [Remove(Property(surplus.place.resource, surplus.place.path[:2]))]
    return []
