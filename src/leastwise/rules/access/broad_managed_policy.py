"""A ready-made policy grants far more than this function needs."""

from collections.abc import Iterator, Sequence

from leastwise.iam.actions import Action
from leastwise.iam.excess import limitable, policy_template, whole_service, wide_resource
from leastwise.iam.managed import ADMINISTRATOR, breadth, for_servers, how_many
from leastwise.iam.naming import is_familiar, kinds, readable
from leastwise.iam.reach import deploys, runs_application
from leastwise.model.application import Application
from leastwise.model.finding import Finding, FixSafety, Severity
from leastwise.model.graph import Statement
from leastwise.model.resource import Property
from leastwise.rules.access._code import told, understood
from leastwise.rules.access._exact import policy_left
from leastwise.rules.access._narrow import filled, replaced
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing

_TRUST = """
                  AssumeRolePolicyDocument:
                    Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
"""


class BroadManagedPolicy(Rule):
    id = "broad-managed-policy"
    title = "Broad AWS managed policy"
    why = """
Ready-made policies fit every customer, so they fit no application. `AmazonS3FullAccess` on a function that writes
one file may read and delete every bucket of the account. Read-only ones that hand out all data
(`AmazonDynamoDBReadOnlyAccess`) are broad too, and AWS extends them without asking.
Policies that only let a function run (`AWSLambdaBasicExecutionRole` and its like) are no finding.
"""
    remediation = """
Replace it by the actions and resources that are used.

- Template: a SAM policy template (`S3CrudPolicy: {BucketName: !Ref Bucket}`), or a statement with references.
- Console: IAM > Roles > the role > *Last Accessed* shows which services and actions were used.
- CLI: `aws iam detach-role-policy --role-name ROLE --policy-arn ARN` after attaching the narrower one.
"""
    severity = Severity.MEDIUM
    exposed = True
    cwe = ("CWE-250", "CWE-269")
    references = {
        "owasp-serverless": ("A5:2017", "A6:2017"),
        "csa-serverless": ("SAS-04",),
        "nist-800-53": ("AC-3", "AC-6"),
        "well-architected": ("SEC03-BP02",),
        "aws": (
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html",
            "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/about-managed-policy-reference.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = "Calls beyond the actions and resources that the fix names are refused: compare them with the code first."
    subsumes = ("data-exfiltration", "delete-in-production")

    bad = (
        Example.sam(
            """
            Resources:
              Upload:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  Policies:
                    - AWSLambdaBasicExecutionRole
                    - AmazonS3FullAccess
                    - arn:aws:iam::aws:policy/AmazonSNSFullAccess
                    - TextractPolicy: {}
                    - S3ReadPolicy: {BucketName: "*"}
                    - AmazonSSMManagedInstanceCore
            """,
            at=(
                "Resources.Upload.Properties.Policies.1",
                "Resources.Upload.Properties.Policies.2",
                "Resources.Upload.Properties.Policies.3.TextractPolicy",
                "Resources.Upload.Properties.Policies.4.S3ReadPolicy.BucketName",
                "Resources.Upload.Properties.Policies.5",
            ),
        ),
        Example.cloudformation(
            f"""
            Resources:
              Role:
                Type: AWS::IAM::Role
                Properties:{_TRUST}
                  ManagedPolicyArns:
                    - !Sub arn:${{AWS::Partition}}:iam::aws:policy/AmazonDynamoDBReadOnlyAccess
              Server:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement: [{{Effect: Allow, Principal: {{Service: ec2.amazonaws.com}}, Action: sts:AssumeRole}}]
                  ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess]
            """,
            at=("Resources.Role.Properties.ManagedPolicyArns.0", "Resources.Server.Properties.ManagedPolicyArns.0"),
        ),
        Example.sam(
            f"""
            Resources:
              Upload:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  Environment: {{Variables: {{BUCKET: !Ref Pictures, TABLE: !Ref Index}}}}
                  Policies:
                    - AmazonS3FullAccess
                    - DynamoDBWritePolicy: {{TableName: "*"}}
              Pictures: {{Type: AWS::S3::Bucket}}
              Index: {{Type: AWS::Serverless::SimpleTable}}
              Consume:
                Type: AWS::Lambda::Function
                Properties: {{Role: !GetAtt Consumer.Arn, Handler: index.handler, Code: {{ZipFile: pass}}}}
              Jobs:
                Type: AWS::Lambda::EventSourceMapping
                Properties: {{FunctionName: !Ref Consume, EventSourceArn: !GetAtt Queue.Arn}}
              Queue: {{Type: AWS::SQS::Queue}}
              Consumer:
                Type: AWS::IAM::Role
                Properties:{_TRUST}
                  ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonSQSFullAccess]
            """,
            at=(
                "Resources.Upload.Properties.Policies.0",
                "Resources.Upload.Properties.Policies.1.DynamoDBWritePolicy.TableName",
                "Resources.Consumer.Properties.ManagedPolicyArns.0",
            ),
        ),
    )
    good = Example.sam(
        """
        Resources:
          Upload:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.13
              Handler: app.handler
              InlineCode: "def handler(event, context): pass"
              Policies:
                - AWSLambdaBasicExecutionRole
                - arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole
                - !Sub arn:${AWS::Partition}:iam::aws:policy/AWSXRayDaemonWriteAccess
                - arn:aws:iam::123456789012:policy/TeamS3FullAccess
                - S3CrudPolicy: {BucketName: !Ref Bucket}
          Bucket: {Type: AWS::S3::Bucket}
          Server:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: sts:AssumeRole}]
              ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore]
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for role in app.roles:
            for policy in role.managed:
                name = policy.name
                if policy.by == "author" and name in ADMINISTRATOR:
                    if not runs_application(app, role) and not deploys(role):
                        yield self._administrator(policy.property, name)
                elif policy.by == "author" and name and breadth(name) is not None:
                    found = understood(app, role)
                    edits = replaced(app, role, policy) if found is None else policy_left(app, role, found, policy)
                    message = _message(name, breadth(name) or ()) + told(app, role, [policy.property])
                    yield self.finding(policy.property, message, functions=app.users_of(role), edits=edits)
                elif policy.by == "author" and name and (widest := for_servers(name)) and app.users_of(role):
                    message = f"{_message(name, widest)} It is meant for servers."
                    message += told(app, role, [policy.property])
                    found = understood(app, role)
                    edits = [] if found is None else policy_left(app, role, found, policy)
                    yield self.finding(policy.property, message, functions=app.users_of(role), edits=edits)
        for role, statement in app.granted():
            template = policy_template(statement)
            wide = wide_resource(statement)
            if template and wide and not statement.conditional:
                actions = limitable(app, role, statement)
                if any(map(whole_service, statement.actions)) or not all(action.describes for action in actions):
                    message = f"The policy template `{template}` {_given(wide)}allows {_told(statement, actions)}."
                    message += told(app, role, statement.action_properties())
                    edits = filled(app, role, statement, wide) if _given(wide) else []
                    yield self.finding(wide, message, functions=app.users_of(role), edits=edits)

    def _administrator(self, place: Property, name: str) -> Finding:
        return self.finding(
            place,
            f"`{name}` is attached: whoever takes over what runs with this role has the account.",
            severity=Severity.HIGH,
            severity_reason="it is as good as everything in the account",
        )


def _given(wide: Property) -> str:
    """What the author gave the template, where that makes it as wide as it is."""
    start, end = wide.span[3:]
    written = wide.span[0].text[start:end].strip().strip("\"'")
    return "for `*` " if written == "*" else ""


def _told(statement: Statement, actions: list[Action]) -> str:
    """The actions as the template has them, and the kinds of resource that they work on."""
    patterns = listing((f"`{action}`" for action in statement.actions), 3)
    names = list(kinds(actions))
    usual = [kind for kind in names if is_familiar(kind)] or names
    return f"{patterns} on every {listing(map(readable, usual[:2])) if usual else 'resource'}"


def _message(name: str, widest: Sequence[str]) -> str:
    patterns = [f"`{pattern}`" for pattern in widest]
    shown = patterns[:3] if how_many(name) > 4 else patterns
    what = listing(shown) or "everything in its service"
    rest = ", besides more that change something or read data" if how_many(name) > len(shown) else ""
    return f"`{name}` allows {what} on every resource{rest}."
