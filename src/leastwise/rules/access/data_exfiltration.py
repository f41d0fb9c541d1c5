"""Whoever takes over this code can carry all data of a kind away."""

from collections.abc import Iterator

from leastwise.iam.allowance import Grant, allowance, identities, narrow
from leastwise.iam.notable import reading
from leastwise.iam.reach import covers_everything
from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.resource import Property
from leastwise.rules.access._holders import holder
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing


class DataExfiltration(Rule):
    id = "data-exfiltration"
    title = "Permission to read all data of a kind"
    why = """
A role that may read every secret, parameter, object or table of the account is worth more than the application it
belongs to: one fault in the code, or one compromised dependency, hands out the data of all others as well.
Where another rule already points at the wildcard that allows it, this is a note of that finding.
"""
    remediation = """
Name what the code reads.

- Template: `Resource: !Ref Secret`, `!GetAtt Table.Arn`, `!Sub "${Bucket.Arn}/*"`,
  `!Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/shop/*`.
- Console: IAM > Roles > the role > *Last Accessed* shows which services were used; *Permissions* > the policy > *Edit*.
- CLI: `aws iam put-role-policy --role-name ROLE --policy-name POLICY --policy-document file://policy.json`.
"""
    severity = Severity.MEDIUM
    persona = Persona.PEDANTIC
    exposed = True
    cwe = ("CWE-732", "CWE-200")
    references = {
        "owasp-serverless": ("A3:2017", "A5:2017"),
        "csa-serverless": ("SAS-04",),
        "nist-800-53": ("AC-3", "AC-6", "SC-7(10)"),
        "well-architected": ("SEC03-BP02",),
        "aws": (
            "https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/sec_permissions_least_privileges.html",
        ),
    }

    bad = (
        Example.sam(
            """
            Resources:
              Report:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  Policies:
                    - AmazonSSMReadOnlyAccess
                    - Statement:
                        - Effect: Allow
                          Action: [s3:GetObject, secretsmanager:Get*]
                          Resource: "*"
            """,
            at=(
                "Resources.Report.Properties.Policies.0",
                "Resources.Report.Properties.Policies.1.Statement.0.Resource",
            ),
        ),
        Example.cloudformation(
            """
            Resources:
              Analysts:
                Type: AWS::IAM::Group
                Properties:
                  Policies:
                    - PolicyName: tables
                      PolicyDocument:
                        Statement:
                          Effect: Allow
                          Action: [dynamodb:Query, dynamodb:ListTables]
                          Resource: [!Sub "arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/*"]
            """,
            at="Resources.Analysts.Properties.Policies.0.PolicyDocument.Statement.Resource.0",
        ),
    )
    good = Example.sam(
        """
        Resources:
          Report:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.13
              Handler: app.handler
              InlineCode: "def handler(event, context): pass"
              Policies:
                - AWSSecretsManagerGetSecretValuePolicy: {SecretArn: !Ref Secret}
                - Statement:
                    - {Effect: Allow, Action: [s3:GetObject], Resource: !Sub "${Bucket.Arn}/*"}
                    - {Effect: Allow, Action: [s3:ListAllMyBuckets, dynamodb:DescribeTable], Resource: "*"}
                    - Effect: Allow
                      Action: secretsmanager:GetSecretValue
                      Resource: "*"
                      Condition: {StringEquals: {secretsmanager:ResourceTag/app: report}}
                    - Effect: Allow
                      Action: ssm:GetParameter
                      Resource: !Sub arn:aws:ssm:${AWS::Region}:${AWS::AccountId}:parameter/report/*
          Bucket: {Type: AWS::S3::Bucket}
          Secret: {Type: AWS::SecretsManager::Secret}
          Denied:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.13
              Handler: app.handler
              InlineCode: "def handler(event, context): pass"
              Policies:
                - Statement:
                    - {Effect: Allow, Action: s3:Get*, Resource: "*"}
                    - {Effect: Deny, Action: [s3:GetObject, s3:GetObjectVersion], NotResource: !Sub "${Bucket.Arn}/*"}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for role in identities(app):
            if narrow(role):
                continue
            allowed = allowance(app, role)
            found: dict[Property, dict[str, str]] = {}
            for kind, actions in reading().items():
                grant = next(filter(None, map(allowed.everywhere, actions)), None)
                if grant is not None:
                    found.setdefault(_place(grant), {})[kind] = f"`{grant.action}`"
            for place, kinds in found.items():
                yield self.finding(
                    place,
                    f"{holder(app, role)} may read every {listing(kinds)} of the account ({listing(kinds.values())}).",
                    functions=app.users_of(role),
                )


def _place(grant: Grant) -> Property:
    """The resource that is everything, or the managed policy."""
    wide = grant.statement.resource_properties() if grant.statement else ()
    return next((place for place in wide if covers_everything(place.value)), grant.place)
