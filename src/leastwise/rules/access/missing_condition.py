"""A condition would narrow what the resource alone leaves wide."""

from collections.abc import Iterator

from leastwise.iam.actions import expand
from leastwise.iam.allowance import written
from leastwise.iam.conditions import narrowing
from leastwise.iam.excess import policy_template
from leastwise.iam.standing import left, stands
from leastwise.iam.validity import limits, never_works
from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.graph import Role, Statement
from leastwise.read.graph.policies import condition_keys
from leastwise.rules.access._holders import holder
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing

# What Lambda sends itself does not pass the function's network.
_PAST_THE_NETWORK = frozenset({"logs", "xray"})
_ENDPOINTS = {"monitoring": "cloudwatch", "email-smtp": "ses"}
"""Name of a service in its endpoint → prefix of its actions, where they differ."""


class MissingCondition(Rule):
    id = "missing-condition"
    title = "Permission without a condition that would narrow it"
    why = """
Some actions take no resource, or one that says too little: every metric of the account, every sender address, a key
that serves several services. A condition says the rest: `cloudwatch:namespace`, `ses:FromAddress`, `kms:ViaService`.
For a function in a network with an endpoint, `aws:SourceVpce` makes stolen credentials useless elsewhere; for a user
with access keys, `aws:SourceIp` does.
"""
    remediation = """
Add the condition that the message names.

- Template: `Condition: {StringEquals: {cloudwatch:namespace: Orders}}`,
  `Condition: {StringEquals: {aws:SourceVpce: !Ref Endpoint}}`.
- Console: IAM > Roles > the role > *Permissions* > the policy > *Edit* > *Add a request condition*.
- CLI: `aws iam put-role-policy --role-name ROLE --policy-name POLICY --policy-document file://policy.json`.
"""
    severity = Severity.LOW
    persona = Persona.AUDITOR
    cwe = ("CWE-732",)
    references = {
        "owasp-serverless": ("A5:2017",),
        "csa-serverless": ("SAS-04",),
        "nist-800-53": ("AC-3", "AC-6", "AC-4"),
        "well-architected": ("SEC03-BP02",),
        "aws": (
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
            "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
        ),
    }

    bad = (
        Example.sam(
            """
            Resources:
              Orders:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  VpcConfig: {SubnetIds: [!Ref Subnet], SecurityGroupIds: [sg-0123456789abcdef0]}
                  Policies:
                    - Statement:
                        - {Effect: Allow, Action: cloudwatch:PutMetricData, Resource: "*"}
                        - {Effect: Allow, Action: s3:GetObject, Resource: !Sub "${Bucket.Arn}/*"}
              Bucket: {Type: AWS::S3::Bucket}
              Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
              Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
              Endpoint:
                Type: AWS::EC2::VPCEndpoint
                Properties: {VpcId: !Ref Vpc, ServiceName: !Sub "com.amazonaws.${AWS::Region}.s3"}
            """,
            at=(
                "Resources.Orders.Properties.Policies.0.Statement.0",
                "Resources.Orders.Properties.Policies.0.Statement.1",
            ),
        ),
        Example.cloudformation(
            """
            Resources:
              Printer:
                Type: AWS::IAM::User
                Properties:
                  Policies:
                    - PolicyName: files
                      PolicyDocument:
                        Statement: [{Effect: Allow, Action: s3:PutObject, Resource: "arn:aws:s3:::labels/*"}]
            """,
            at="Resources.Printer.Properties.Policies.0.PolicyDocument.Statement.0",
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
              Policies:
                - SESCrudPolicy: {IdentityName: example.com}
                - Statement:
                    - Effect: Allow
                      Action: cloudwatch:PutMetricData
                      Resource: "*"
                      Condition: {StringEquals: {cloudwatch:namespace: Orders}}
                    - {Effect: Allow, Action: s3:GetObject, Resource: !Sub "${Bucket.Arn}/*"}
                    - {Effect: Allow, Action: ec2:StopInstances, Resource: "arn:aws:ec2:*:*:instance/i-0123456789"}
                    - {Effect: Allow, Action: ses:SendRawEmail, Resource: "*"}
                    - {Effect: Deny, Action: [kms:Decrypt, "ses:SendRaw*"], Resource: "*"}
          Bucket: {Type: AWS::S3::Bucket}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for role, statement in written(app):
            if statement.allows and not statement.conditional:
                reasons = list(_reasons(app, role, statement))
                if reasons and not policy_template(statement) and stands(app, role, statement):
                    yield self.finding(
                        statement.property["Condition"],
                        f"{holder(app, role)}: {listing(reasons, 3)}.",
                        functions=app.users_of(role),
                    )


def _reasons(app: Application, role: Role, statement: Statement) -> Iterator[str]:
    found = narrowing(statement)
    texts = limits(app, statement.resources) if found else []
    denied = _denied_without(role)
    for (key, purpose), actions in found.items():
        if never_works([known for action in actions for known in expand(action) or ()], texts):
            continue
        if key.lower() in denied or not (actions := left(app, role, statement, actions)):
            continue
        alone = ", in a statement of its own" if len(actions) < len(statement.actions) else ""
        yield f"`{key}` would limit {listing((f'`{action}`' for action in actions), 2)} to {purpose}{alone}"
    endpoint = _endpoint(app, role, statement)
    if endpoint and "aws:sourcevpce" not in denied:
        yield f"`aws:SourceVpce` would limit it to what comes through {endpoint}"
    user = role.resource is not None and role.resource.type == "AWS::IAM::User"
    if user and statement is _first(role) and "aws:sourceip" not in denied:
        yield "`aws:SourceIp` would limit the user's keys to known addresses"


def _denied_without(role: Role) -> set[str]:
    """The keys, in lower case and without the names of tags, by which the role's denials narrow what it is allowed."""
    denials = (statement for statement in role.statements if statement.effect != "Allow")
    return {key.partition("/")[0] for statement in denials for _, key, _ in condition_keys(statement)}


def _endpoint(app: Application, role: Role, statement: Statement) -> str:
    """The endpoint that all requests of this statement pass, because all functions of the role are in its network."""
    if not app.network.endpoints:
        return ""
    users = app.users_of(role)
    networks = {p.vpc.key if p is not None and p.vpc else "" for p in (app.network.placements.get(u.id) for u in users)}
    prefixes = {action.partition(":")[0].lower() for action in statement.actions if isinstance(action, str)}
    for endpoint in app.network.endpoints if len(networks) == 1 and "" not in networks else ():
        service = _ENDPOINTS.get(endpoint.service or "", endpoint.service)
        if prefixes == {service} and service not in _PAST_THE_NETWORK and endpoint.vpc and endpoint.vpc.key in networks:
            return endpoint.resource.name
    return ""


def _first(role: Role) -> Statement | None:
    return next((s for s in role.statements if s.allows and s.by == "author" and not s.conditional), None)
