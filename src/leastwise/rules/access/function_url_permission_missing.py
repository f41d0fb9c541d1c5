"""A function URL refuses the callers that it is meant for."""

from collections.abc import Iterator
from typing import Any

from leastwise.iam.invocation import invokes
from leastwise.iam.managed import breadth
from leastwise.iam.reach import text_of
from leastwise.model.application import Application
from leastwise.model.edit import AddResource, Edit, Insert
from leastwise.model.finding import Finding, FixSafety, Severity
from leastwise.model.graph import Function, Role, Statement
from leastwise.model.resource import Resource
from leastwise.model.value import Symbol, display
from leastwise.rules.access._holders import holder
from leastwise.rules.rule import Example, Rule

_FUNCTION = """
              Hello:
                Type: AWS::Lambda::Function
                Properties:
                  Runtime: python3.13
                  Handler: index.handler
                  Role: arn:aws:iam::123456789012:role/hello
                  Code: {ZipFile: "def handler(event, context): pass"}
"""


class FunctionUrlPermissionMissing(Rule):
    id = "function-url-permission-missing"
    title = "Function URL without the second permission"
    why = """
Since October 2025 a call to a new function URL needs `lambda:InvokeFunctionUrl` and `lambda:InvokeFunction`; the
exception that accounts with older URLs had ended in November 2026. With the first alone every call is answered with
403, and what people then do in a hurry is to open the function further than it has to be.
"""
    remediation = """
Add the second statement, limited to calls through the URL.

- Template: an `AWS::Lambda::Permission` with `Action: lambda:InvokeFunction`, the same `Principal` and `SourceArn`, and
  `InvokedViaFunctionUrl: true`; in a role's policy `lambda:InvokeFunction` on the same function, with the condition
  `Bool: {lambda:InvokedViaFunctionUrl: "true"}`.
- Console: Lambda > the function > *Configuration* > *Permissions* > *Add permissions* > *Function URL*.
- CLI: `aws lambda add-permission --function-name NAME --statement-id ID --action lambda:InvokeFunction
  --principal PRINCIPAL --invoked-via-function-url`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-284",)
    references = {
        "aws": (
            "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
            "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-lambda.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = (
        "Callers who are refused today are let in, and where the first permission is for everyone that is everybody."
    )

    bad = (
        Example.cloudformation(
            f"""
            Resources:{_FUNCTION}
              Url: {{Type: AWS::Lambda::Url, Properties: {{TargetFunctionArn: !GetAtt Hello.Arn, AuthType: NONE}}}}
              MayCall:
                Type: AWS::Lambda::Permission
                Properties:
                  Action: lambda:InvokeFunctionUrl
                  FunctionName: !Ref Hello
                  Principal: "*"
                  FunctionUrlAuthType: NONE
            """,
            at="Resources.MayCall.Properties.Action",
        ),
        Example.sam(
            """
            Resources:
              Client:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  CodeUri: s3://code/client.zip
                  Policies:
                    - Statement: [{Effect: Allow, Action: "lambda:InvokeFunctionUrl", Resource: "*"}]
            """,
            at="Resources.Client.Properties.Policies.0.Statement.0.Action",
        ),
    )
    good = (
        Example.cloudformation(
            f"""
            Resources:{_FUNCTION}
              Url: {{Type: AWS::Lambda::Url, Properties: {{TargetFunctionArn: !GetAtt Hello.Arn, AuthType: AWS_IAM}}}}
              MayCall:
                Type: AWS::Lambda::Permission
                Properties:
                  Action: lambda:InvokeFunctionUrl
                  FunctionName: !Ref Hello
                  Principal: cloudfront.amazonaws.com
                  SourceArn: arn:aws:cloudfront::123456789012:distribution/E1
              MayInvoke:
                Type: AWS::Lambda::Permission
                Properties:
                  Action: lambda:InvokeFunction
                  FunctionName: !Ref Hello
                  Principal: cloudfront.amazonaws.com
                  SourceArn: arn:aws:cloudfront::123456789012:distribution/E1
                  InvokedViaFunctionUrl: true
            """
        ),
        Example.sam(
            """
            Resources:
              Hello:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  FunctionUrlConfig: {AuthType: NONE}
            """
        ),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        permissions = list(app.resources("AWS::Lambda::Permission"))
        for url in app.resources("AWS::Lambda::Url"):
            function = app.function_of(url.get("TargetFunctionArn"))
            if function is None:
                continue
            mine = [p for p in permissions if _concerns(app, p, function)]
            for first in (p for p in mine if _calls_url(p) and app.function_of(p.get("FunctionName"))):
                if not any(_invokes(second, first) for second in mine):
                    principal = first.get("Principal")
                    who = "The public" if principal == "*" else f"`{display(principal)}`"
                    yield self.finding(
                        first["Action"],
                        f"{who} cannot call the URL of {function.name}: `lambda:InvokeFunction` is missing.",
                        scope=first[()],
                        functions=[function],
                        edits=[_second(first)],
                    )
        for role in app.roles:
            for statement in role.statements:
                if "lambda:InvokeFunctionUrl" not in statement.actions:
                    continue
                calls = [a for a in statement.action_properties() if a.value == "lambda:InvokeFunctionUrl"]
                if calls and statement.allows and statement.by == "author" and not _may_invoke(role):
                    yield self.finding(
                        calls[0],
                        f"{holder(app, role)} cannot call function URLs: `lambda:InvokeFunction` is missing.",
                        scope=statement.property,
                        functions=app.users_of(role),
                        edits=_beside(statement),
                    )


def _concerns(app: Application, permission: Resource, function: Function) -> bool:
    """Whether a permission is, or may be, one on this function."""
    name = permission.get("FunctionName")
    named = app.function_of(name)
    return isinstance(name, Symbol) if named is None else named.id == function.id


def _calls_url(permission: Resource) -> bool:
    """Whether it lets everyone or a service call the URL. Callers of an account may have the rest by their own role."""
    principal = text_of(permission.get("Principal")) or ""
    ours = permission.by == "author" and permission.get("Action") == "lambda:InvokeFunctionUrl"
    return ours and (principal == "*" or ".amazonaws." in principal)


def _invokes(permission: Resource, first: Resource) -> bool:
    """Whether it is, or may be, the statement that belongs to the first one."""
    action, principal = permission.get("Action"), permission.get("Principal")
    if isinstance(action, Symbol) or not isinstance(principal, str):
        return True
    return invokes(action) and principal in ("*", first.get("Principal"))


def _may_invoke(role: Role) -> bool:
    """Whether a role may invoke some function, as far as it is known."""
    if any(policy.name is None or breadth(policy.name) is not None for policy in role.managed):
        return True
    actions = [a for s in role.statements if s.effect != "Deny" for a in s.actions]
    return any(not isinstance(a, str) or invokes(a) for a in actions)


def _second(first: Resource) -> AddResource:
    kept = ("FunctionName", "Principal", "SourceArn", "SourceAccount", "PrincipalOrgID")
    same = {name: first[name] for name in kept if first[name].present}
    properties: dict[str, Any] = {"Action": "lambda:InvokeFunction", **same, "InvokedViaFunctionUrl": True}
    return AddResource(first[()], f"{first.name}Invoke", "AWS::Lambda::Permission", properties)


def _beside(statement: Statement) -> list[Edit]:
    """A second statement that allows the invocation by way of the URL alone."""
    resource = statement.property["Resource"]
    if not isinstance(statement.property.path[-1], int) or statement.conditional or not resource.present:
        return []
    condition = {"Bool": {"lambda:InvokedViaFunctionUrl": "true"}}
    new = {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": resource, "Condition": condition}
    return [Insert(statement.property.parent, new)]
