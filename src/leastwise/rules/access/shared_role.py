"""Each function may do what any of them may do, because they share a role."""

from collections.abc import Iterator

from leastwise.iam.managed import basic
from leastwise.model.application import Application
from leastwise.model.finding import Finding, Severity
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import by_id, listing

_FUNCTION = """
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Code: {ZipFile: "def handler(event, context): pass"}
"""
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
"""
    remediation = """
Give each function a role with what it alone needs.

- Template: in SAM leave `Role` out and write `Policies` on each function; in CloudFormation one `AWS::IAM::Role` for
  each function.
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

    bad = (
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
      Policies:
        - PolicyName: table
          PolicyDocument:
            Statement: [{{Effect: Allow, Action: [dynamodb:GetItem, dynamodb:PutItem], Resource: !GetAtt Table.Arn}}]
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{{AttributeName: id, AttributeType: S}}]
      KeySchema: [{{AttributeName: id, KeyType: HASH}}]
            """,
            at="Resources.Role",
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
                yield self.finding(place, f"{len(users)} functions run with this role: {names}.", functions=users)
