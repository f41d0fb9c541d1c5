"""The code calls what its role does not allow: the call fails when it is made."""

from collections.abc import Iterator, Sequence

from leastwise.iam.actions import expand
from leastwise.iam.pattern import matches
from leastwise.iam.permissions import grants
from leastwise.model.application import Application
from leastwise.model.edit import Edit
from leastwise.model.finding import Confidence, Finding, FixSafety, Severity
from leastwise.model.graph import Function, Role
from leastwise.model.value import Unknown, references
from leastwise.privilege.circles import needs as waits_for
from leastwise.privilege.needed import Need
from leastwise.privilege.statements import minimal
from leastwise.rules.access._code import by_code, compared, evidence, is_code, steps
from leastwise.rules.access._holders import holder
from leastwise.rules.access._using import around
from leastwise.rules.granting import allowing_all
from leastwise.rules.rule import Example, Rule

_SILENT = {
    frozenset({"logs"}): "the function runs, and writes no logs",
    frozenset({"tracing"}): "the function runs, and is not traced",
    frozenset({"logs", "tracing"}): "the function runs, and is neither logged nor traced",
}
"""Sources of needs without which a function works nevertheless."""

_CODE = """
import os
import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    table.put_item(Item={"id": event["id"]})
    table.delete_item(Key={"id": event["old"]})
"""


class MissingPermission(Rule):
    id = "missing-permission"
    title = "Permission that the function needs and nothing grants"
    why = """
The call is refused with `AccessDenied` when it is made: often in a path that no test walks, such as the one for
failures. What is found out in production is then mended in a hurry, mostly with a wildcard.
The code of the function was followed from its handler, with everything that it calls, and what Lambda itself does with
the role for triggers, networks, traces and logs was added. What is not certain to be refused, because a policy cannot
be read or a condition may hold, is no finding, and neither is a role that is not part of the application.
"""
    remediation = """
Allow it, on the resource that the code uses: `leastwise policy --write` does it.

- Template: add a statement, or a SAM policy template, to the function's `Policies` or to its role.
- Terraform: add the actions to the `aws_iam_policy_document` of the role.
- serverless.yml: add them under `provider.iam.role.statements`.
- Console: IAM > Roles > the role > *Add permissions* > *Create inline policy*.
- CLI: `aws iam put-role-policy --role-name ROLE --policy-name POLICY --policy-document file://policy.json`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-280",)
    references = {
        "well-architected": ("SEC03-BP02",),
        "aws": ("https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",),
    }
    fix = FixSafety.UNSAFE
    caution = "The function may do more afterwards: read what is added."

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
                    - DynamoDBWritePolicy: {TableName: !Ref Table}
              Table: {Type: AWS::Serverless::SimpleTable}
            """,
            at="Resources.Orders",
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
                  ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]
              Tell:
                Type: AWS::Lambda::Function
                Properties:
                  Runtime: python3.13
                  Handler: index.handler
                  Role: !GetAtt Role.Arn
                  Environment: {Variables: {TOPIC: !Ref Topic}}
                  Code:
                    ZipFile: |
                      import boto3, os
                      def handler(event, context):
                          boto3.client("sns").publish(TopicArn=os.environ["TOPIC"], Message="hello")
              Topic: {Type: AWS::SNS::Topic}
            """,
            at="Resources.Role.Properties.Policies",
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
                    - DynamoDBCrudPolicy: {TableName: !Ref Table}
              Table: {Type: AWS::Serverless::SimpleTable}
            """,
            files={"src/app.py": _CODE},
        ),
        Example.sam(
            """
            Parameters:
              Role: {Type: String}
            Resources:
              Orders:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  CodeUri: src/
                  Role: !Ref Role
                  Environment: {Variables: {TABLE: !Ref Table}}
              Table: {Type: AWS::Serverless::SimpleTable}
            """,
            files={"src/app.py": _CODE},
        ),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for role in app.roles:
            found = compared(app, role)
            missing = [] if found is None else [need for need in found.missing if not _misplaced(app, role, need)]
            if found is None or not missing or role.resource is None or _helper(found.functions):
                continue
            needs = by_code(missing)
            mild = _SILENT.get(frozenset(need.source for need in needs), "")
            it = "it" if len(needs) == 1 else "them"
            who = holder(app, role)
            verb = "need" if " and " in who else "needs"
            yield self.finding(
                role.resource["Policies"],
                f"{who} {verb} {evidence(needs, 4)}, and nothing grants {it}.",
                functions=found.functions,
                severity=Severity.LOW if mild else None,
                severity_reason=mild,
                confidence=_confidence(needs),
                edits=_edits(app, role, needs),
                trace=steps(needs),
            )


def _helper(functions: Sequence[Function]) -> bool:
    """Whether all that run with a role are a framework's own: nobody can write anything about these."""
    return all(function.resource.by != "author" for function in functions)


def _misplaced(app: Application, role: Role, need: Need) -> bool:
    """Whether an action that takes no resource is allowed on some: `invalid-action` says so.

    AWS checks a few of these on ARNs that its reference does not list.
    """
    if any(action.resource_types for action in expand(need.action) or ()):
        return False
    return any(
        granted.effect == "Allow" and matches(granted.action, need.action, ignore_case=True)
        for granted in grants(app, role)
    )


def _confidence(needs: Sequence[Need]) -> Confidence:
    """How sure it is: less where something outside may grant it, least where networks often work without."""
    if all(need.source == "vpc" and need.action != "ec2:CreateNetworkInterface" for need in needs):
        return Confidence.LOW
    return Confidence.HIGH if all(map(_certain, needs)) else Confidence.MEDIUM


def _certain(need: Need) -> bool:
    """Whether nothing outside of the application can grant it: a policy of the resource, a setting of the account."""
    own = all(value == "*" or any(True for _ in references(value)) for value in need.resources)
    return own and is_code(need)


def _edits(app: Application, role: Role, needs: Sequence[Need]) -> list[Edit]:
    """A policy that allows it; none where it is not known on what, or where what it would name needs the role."""
    if any(isinstance(value, Unknown) for need in needs for value in need.resources):
        return []
    named = {one.resource for need in needs for value in need.resources for one in references(value)}
    wanted = around(app, role)
    if any(key not in app.by_key or waits_for(app, app.by_key[key], wanted) for key in named - wanted):
        return []
    if named & wanted:
        return []
    return allowing_all(role, "Needed", [statement.document() for statement in minimal(needs)]) or []
