"""Each function may do what any of them may do, because they share a role."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from leastwise.iam.managed import basic
from leastwise.model.application import Application
from leastwise.model.edit import AddResource, Edit, Insert, Set
from leastwise.model.finding import Finding, FixSafety, Severity
from leastwise.model.graph import Function, Role
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Symbol, Unknown, display, references
from leastwise.privilege.needed import needed
from leastwise.rules.access._attached import attached_to
from leastwise.rules.access._code import by_code, evidence, is_code, understood
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import by_id, listing

_FUNCTION = """
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Code: {ZipFile: "def handler(event, context): pass"}
"""
_MOST = 4
"""Functions of which it is told what they alone need."""
_TRUST = """
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
"""


class SharedRole(Rule):
    id = "shared-role"
    title = "Several functions share one role"
    why = """
A shared role must allow the sum of what its functions need. The function that only reads a product list can then
delete orders, because another function has to: a fault in the least guarded function has the reach of all of them.
Where the code is understood, the finding says what one of the functions needs and the others do not.
"""
    remediation = """
Give each function a role with what it alone needs. The fix gives each a copy to begin with, which still allows all of
it: take from each what its function does not do.

- Template: in SAM leave `Role` out and write `Policies` on each function; in CloudFormation one `AWS::IAM::Role` for
  each function.
- Terraform: an `aws_iam_role` for each `aws_lambda_function`.
- serverless.yml: the plugin `serverless-iam-roles-per-function`, or `iam: {role: {…}}` on each function in version 4.
- Console: Lambda > the function > *Configuration* > *Permissions* > *Edit* > create a new role.
- CLI: `aws lambda update-function-configuration --function-name NAME --role ROLE_ARN`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-250", "CWE-653")
    references = {
        "owasp-serverless": ("A5:2017", "A6:2017"),
        "csa-serverless": ("SAS-04",),
        "nist-800-53": ("AC-6",),
        "well-architected": ("SEC03-BP02",),
        "aws": (
            "https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
            "https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/identity-and-access-management.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = (
        "Policies outside of the application do not know the copies, and each copy may still do all that the role may."
    )

    bad = (
        Example.cloudformation(
            f"""
Parameters:
  Prefix: {{Type: String, Default: shop}}
Resources:
  Read:{_FUNCTION}
      Role: !GetAtt Shared.Arn
  Write:{_FUNCTION}
      Role: !GetAtt Shared.Arn
  Shared:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Sub ${{Prefix}}-shared{_TRUST}
      ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]
      Policies:
        - PolicyName: ask
          PolicyDocument: {{Statement: [{{Effect: Allow, Action: sqs:GetQueueUrl, Resource: !GetAtt Queue.Arn}}]}}
  Send:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: send
      Roles: [!Ref Shared]
      PolicyDocument:
        Statement: [{{Effect: Allow, Action: sqs:SendMessage, Resource: !GetAtt Queue.Arn}}]
  Queue: {{Type: AWS::SQS::Queue}}
            """,
            at="Resources.Shared",
        ),
        Example.sam(
            """
            Parameters:
              RoleArn: {Type: String}
            Globals:
              Function: {Runtime: python3.13, Handler: app.handler, InlineCode: "def handler(event, context): pass"}
            Resources:
              Read:
                Type: AWS::Serverless::Function
                Properties:
                  Role: !Ref RoleArn
              Write:
                Type: AWS::Serverless::Function
                Properties:
                  Role: !Ref RoleArn
            """,
            at="Resources.Read.Properties.Role",
        ),
    )
    good = (
        Example.sam(
            """
            Globals:
              Function: {Runtime: python3.13, Handler: app.handler, InlineCode: "def handler(event, context): pass"}
            Resources:
              Read:
                Type: AWS::Serverless::Function
                Properties:
                  Policies: [DynamoDBReadPolicy: {TableName: !Ref Table}]
              Write:
                Type: AWS::Serverless::Function
                Properties:
                  Policies: [DynamoDBWritePolicy: {TableName: !Ref Table}]
              Table: {Type: AWS::Serverless::SimpleTable}
            """
        ),
        Example.cloudformation(
            f"""
Resources:
  Read:{_FUNCTION}
      Role: !GetAtt Role.Arn
  Write:{_FUNCTION}
      Role: !GetAtt Role.Arn
  Role:
    Type: AWS::IAM::Role
    Properties:{_TRUST}
      ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]
      Policies:
        - PolicyName: vpc
          PolicyDocument:
            Statement: [{{Effect: Allow, Action: [ec2:CreateNetworkInterface, xray:PutTraceSegments], Resource: "*"}}]
            """
        ),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for role in app.roles:
            users = app.users_of(role)
            if len(users) > 1 and role.by == "author" and not basic(role):
                users = by_id(users)
                place = users[0].resource["Role"] if role.resource is None else role.resource[()]
                names = listing(function.name for function in users)
                message = f"{len(users)} functions run with this role: {names}."
                alone = _alone(app, role, users)
                same = alone == []
                yield self.finding(
                    place,
                    " ".join([message, *(alone or ())]),
                    functions=users,
                    severity=Severity.LOW if same else None,
                    severity_reason="the code of each needs the same" if same else "",
                    edits=_copies(app, role, users),
                )


def _alone(app: Application, role: Role, users: Sequence[Function]) -> list[str] | None:
    """What each function needs and no other one of them does; `None` where the code of one is not understood."""
    if understood(app, role) is None:
        return None
    wanted = {user.id: {(need.action, need.resources): need for need in needed(app, user).needs} for user in users}
    found: list[str] = []
    for user in users:
        others = {key[0] for name, needs in wanted.items() if name != user.id for key in needs}
        own = [need for need in wanted[user.id].values() if need.action not in others]
        if own:
            found.append(f"{user.name} alone needs {evidence(by_code(own), 2)}.")
    if found:
        return found[:_MOST]
    places = [{repr(key) for key, need in needs.items() if is_code(need)} for needs in wanted.values()]
    return None if any(one != places[0] for one in places) else []


def _copies(app: Application, role: Role, users: Sequence[Function]) -> list[Edit]:
    """A copy of the role, with all that is attached to it, for each function but the first in the template.

    Not where something else names the role: what the policy of a bucket or a key gives it, a copy would not have.
    """
    resource = role.resource
    if resource is None or any(user.resource.stack != resource.stack for user in users):
        return []
    attached = list(attached_to(app, resource))
    if _named_elsewhere(app, resource, {user.resource["Role"] for user in users} | set(attached)):
        return []
    own = {place.name: place for place in resource[()].items() if place.name != "RoleName"}
    edits: list[Edit] = []
    for function in sorted(users, key=lambda user: user.resource.span[1])[1:]:
        name = f"{function.name}Role"
        edits += [
            AddResource(resource[()], name, resource.type, own),
            Set(function.resource["Role"], resource.neighbour(name, "Arn")),
            *(Insert(roles, resource.neighbour(name, "Ref")) for roles in attached),
        ]
    return edits


def _named_elsewhere(app: Application, role: Resource, its: set[Property]) -> bool:
    """Whether anything but these properties names a role, or exports it, or only one role can be named there."""
    return any(place.name == "RoleName" for place in its) or named_elsewhere(app, role, its)


def named_elsewhere(app: Application, role: Resource, its: set[Property]) -> bool:
    """Whether anything but these properties names a role, or exports it."""
    ahead: list[Any] = [value for stack in app.stacks for value, _ in stack.outputs.values()]
    places = (place for resource in app.resources() for place in resource[()].items() if place not in its)
    ahead += [place.value for place in places if place != role["RoleName"]]
    name = role.get("RoleName")
    # A policy that is written as a text holds the ARNs of many.
    called = display(name) if isinstance(name, (str, Symbol)) and not isinstance(name, Unknown) else ""
    in_arn = re.compile(rf"/{re.escape(called)}(?![\w+=,.@-])")
    while ahead:
        value = ahead.pop()
        if isinstance(value, (dict, list)):
            ahead += value.values() if isinstance(value, dict) else value
        elif isinstance(value, (str, Symbol)) and (
            any(reference.resource == role.key for reference in references(value))
            or app.referenced(value) == role
            or (called and in_arn.search(display(value)))
        ):
            return True
    return False
