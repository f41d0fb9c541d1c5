"""Application code may change who is allowed to do what."""

from collections.abc import Iterator

from leastwise.iam.actions import Action, expand
from leastwise.iam.allowance import written
from leastwise.iam.excess import policy_template, too_wide
from leastwise.iam.notable import changes_access
from leastwise.iam.reach import covers_everything, deploys
from leastwise.iam.standing import left
from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.graph import Statement
from leastwise.model.value import Symbol, display
from leastwise.rules.access._holders import holder
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing

# Access control lists are off for every bucket that does not turn them on.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
_WITHOUT_EFFECT = frozenset({"s3:PutObjectAcl", "s3:PutObjectVersionAcl"})


class PermissionsManagement(Rule):
    id = "permissions-management"
    title = "Permission to change who has access"
    why = """
Whoever takes over code that may change policies, grants, roles or keys can let others in, keep a way in for himself, or
lock everybody out. Applications hardly ever need it: access is set up by deployments. `sqs:SetQueueAttributes` and
`sns:SetTopicAttributes` are among these actions, because the policy is one of the attributes.
What logging of APIs and state machines needs (`logs:PutResourcePolicy`), and object ACLs, which are off by default, are
no finding.
"""
    remediation = """
Leave the change of access to the deployment, or allow it on named resources under a condition.

- Template: take the action out of the statement; write the policy, permission or grant as a resource of the template.
- Console: IAM > Roles > the role > *Permissions* > the policy > *Edit*.
- CLI: `aws iam put-role-policy --role-name ROLE --policy-name POLICY --policy-document file://policy.json`.
"""
    severity = Severity.MEDIUM
    persona = Persona.PEDANTIC
    cwe = ("CWE-269", "CWE-250")
    references = {
        "owasp-serverless": ("A5:2017", "A6:2017"),
        "csa-serverless": ("SAS-04",),
        "nist-800-53": ("AC-3", "AC-6", "AC-6(1)"),
        "well-architected": ("SEC03-BP02",),
        "aws": (
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html",
        ),
    }

    bad = (
        Example.sam(
            """
            Resources:
              Share:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  Policies:
                    - Statement:
                        - {Effect: Allow, Action: [s3:GetObject, s3:PutBucketPolicy], Resource: "*"}
                        - {Effect: Allow, Action: sqs:SetQueueAttributes, Resource: !GetAtt Queue.Arn}
              Queue: {Type: AWS::SQS::Queue}
            """,
            at=(
                "Resources.Share.Properties.Policies.0.Statement.0.Action.1",
                "Resources.Share.Properties.Policies.0.Statement.1.Action",
            ),
        ),
        Example.cloudformation(
            """
            Resources:
              Bot:
                Type: AWS::IAM::User
                Properties:
                  Policies:
                    - PolicyName: keys
                      PolicyDocument:
                        Statement: {Effect: Allow, Action: iam:CreateAccessKey, Resource: "*"}
            """,
            at="Resources.Bot.Properties.Policies.0.PolicyDocument.Statement.Action",
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
                - S3CrudPolicy: {BucketName: !Ref Bucket}
                - Statement:
                    - {Effect: Allow, Action: [s3:PutObject, s3:PutObjectAcl], Resource: !Sub "${Bucket.Arn}/*"}
                    - {Effect: Allow, Action: [logs:CreateLogDelivery, logs:PutResourcePolicy], Resource: "*"}
                    - Effect: Allow
                      Action: kms:CreateGrant
                      Resource: "*"
                      Condition: {Bool: {kms:GrantIsForAWSResource: true}}
                    - {Effect: Deny, Action: iam:CreateUser, Resource: "*"}
                    - {Effect: Allow, Action: [sns:Publish, sns:SetTopicAttributes], Resource: "*"}
                    - {Effect: Deny, Action: "sns:Set*", Resource: "*"}
          Bucket: {Type: AWS::S3::Bucket}
          Build:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Statement: [{Effect: Allow, Principal: {Service: codebuild.amazonaws.com}, Action: sts:AssumeRole}]
              Policies:
                - PolicyName: deploy
                  PolicyDocument: {Statement: [{Effect: Allow, Action: lambda:AddPermission, Resource: "*"}]}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for role, statement in written(app):
            found = [(index, a) for index, name in enumerate(statement.actions) for a in _managing(statement, name)]
            if not found or not statement.allows or statement.conditional or policy_template(statement):
                continue
            remaining = set(left(app, role, statement, dict.fromkeys(str(action) for _, action in found)))
            found = [(index, action) for index, action in found if str(action) in remaining]
            if found and (app.users_of(role) or not deploys(role)):
                wide = any(map(covers_everything, statement.resources))
                where = "every resource" if wide else listing((f"`{display(r)}`" for r in statement.resources), 2)
                names = listing(dict.fromkeys(f"`{action}`" for _, action in found), 3)
                yield self.finding(
                    statement.action_properties()[found[0][0]],
                    f"{holder(app, role)} may change who has access: {names} on {where or 'resources'}.",
                    functions=app.users_of(role),
                    severity=None if wide else Severity.LOW,
                    severity_reason="" if wide else "only on named resources",
                )


def _managing(statement: Statement, pattern: object) -> list[Action]:
    """What a pattern allows of this kind. Wide ones are told by wildcard-action."""
    if not isinstance(pattern, str) or too_wide(pattern):
        return []
    logs = any(isinstance(action, Symbol) or action == "logs:CreateLogDelivery" for action in statement.actions)
    prescribed = "logs:PutResourcePolicy" if logs else ""
    found = (a for a in expand(pattern) or () if changes_access(a))
    return [a for a in found if str(a) not in _WITHOUT_EFFECT and str(a) != prescribed]
