"""A permission for one resource is granted for all resources of its kind."""

from collections.abc import Iterator, Sequence

from leastwise.iam.actions import Action, expand
from leastwise.iam.allowance import PASS_ROLE
from leastwise.iam.excess import limitable, picks_resources, policy_template, wide_resource
from leastwise.iam.naming import kinds, lists, only_one
from leastwise.iam.notable import reads_data
from leastwise.iam.pattern import has_wildcard
from leastwise.model.application import Application
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.graph import Role, Statement
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Reference, Symbol, display
from leastwise.privilege.comparison import Comparison
from leastwise.rules.access._code import needed_of, steps, told, understood
from leastwise.rules.access._exact import any_of_them, resources_left
from leastwise.rules.access._narrow import narrowed
from leastwise.rules.access._told import allowed
from leastwise.rules.access._using import around, needs
from leastwise.rules.rule import Example, Rule
from leastwise.rules.weight import only_costs


class WildcardResource(Rule):
    id = "wildcard-resource"
    title = "Every resource instead of the one that is meant"
    why = """
With `Resource: "*"` the code may do the same to every table, bucket or queue of the account: those of other
applications, and those that come later. A fault in this function then reads or changes their data too.
Actions that take no resource (`ec2:DescribeInstances`, `xray:PutTraceSegments`, `s3:ListAllMyBuckets`) can only be
granted on `*` and are no finding; neither are the logs, traces and network interfaces that every function needs.
"""
    remediation = """
Name the resource, best by reference, and split the statement where its actions take different resources.

- Template: `Resource: !GetAtt Table.Arn`; for objects of a bucket `!Sub "${Bucket.Arn}/*"`.
- Terraform: `resources = [aws_dynamodb_table.orders.arn]` in an `aws_iam_policy_document`, or `Resource` in
  `jsonencode`; `"${aws_s3_bucket.uploads.arn}/*"` for objects.
- serverless.yml: `Resource: !GetAtt Table.Arn` under `provider.iam.role.statements`.
- Console: IAM > Policies > the policy > *Edit*: the visual editor shows which resources each action takes.
- CLI: `aws iam put-role-policy --role-name ROLE --policy-name POLICY --policy-document file://policy.json`.
"""
    severity = Severity.MEDIUM
    exposed = True
    cwe = ("CWE-250", "CWE-732")
    references = {
        "owasp-serverless": ("A5:2017", "A6:2017"),
        "csa-serverless": ("SAS-04",),
        "nist-800-53": ("AC-3", "AC-6"),
        "well-architected": ("SEC03-BP02",),
        "aws": (
            "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
            "https://docs.aws.amazon.com/lambda/latest/dg/lambda-permissions.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = "Calls to resources of the same kind that the application does not connect with the function are refused."
    subsumes = ("data-exfiltration", "bedrock-any-model")

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
                  Policies:
                    - Statement:
                        - Effect: Allow
                          Action: [dynamodb:GetItem, dynamodb:ListTables]
                          Resource: "*"
              Table: {Type: AWS::Serverless::SimpleTable}
            """,
            at="Resources.Orders.Properties.Policies.0.Statement.0.Resource",
        ),
        Example.sam(
            """
            Resources:
              Upload:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: |
                    import boto3, os
                    s3 = boto3.client("s3")
                    def handler(event, context):
                        if not s3.list_objects_v2(Bucket=os.environ["BUCKET"])["KeyCount"]:
                            s3.put_object(Bucket=os.environ["BUCKET"], Key=event["key"])
                  Environment: {Variables: {BUCKET: !Ref Pictures}}
                  Policies:
                    - Statement:
                        - Effect: Allow
                          Action: [s3:PutObject, s3:ListBucket, xray:PutTraceSegments]
                          Resource: "*"
              Pictures: {Type: AWS::S3::Bucket}
              Archive: {Type: AWS::S3::Bucket}
            """,
            at="Resources.Upload.Properties.Policies.0.Statement.0.Resource",
        ),
        Example.cloudformation(
            """
            Resources:
              Role:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
                  Policies:
                    - PolicyName: all
                      PolicyDocument:
                        Statement:
                          - Effect: Allow
                            Action: s3:PutObject
                            Resource: ["arn:aws:s3:::*"]
                          - Effect: Allow
                            Action: dynamodb:Query
                            Resource: !Sub arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/*
                          - Effect: Allow
                            Action: execute-api:ManageConnections
                            Resource: arn:aws:execute-api:*:*:*/@connections/*
            """,
            at=(
                "Resources.Role.Properties.Policies.0.PolicyDocument.Statement.0.Resource.0",
                "Resources.Role.Properties.Policies.0.PolicyDocument.Statement.1.Resource",
                "Resources.Role.Properties.Policies.0.PolicyDocument.Statement.2.Resource",
            ),
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
                - Statement:
                    - {Effect: Allow, Action: dynamodb:GetItem, Resource: !GetAtt Table.Arn}
                    - {Effect: Allow, Action: s3:GetObject, Resource: !Sub "arn:aws:s3:::${Bucket}/*"}
                    - {Effect: Allow, Action: [logs:CreateLogStream, logs:PutLogEvents], Resource: "arn:aws:logs:*:*:*"}
                    - {Effect: Allow, Action: logs:StartQuery, Resource: !Sub "${Logs.Arn}:*"}
                    - Effect: Allow
                      Action: [xray:PutTraceSegments, cloudwatch:PutMetricData, s3:ListAllMyBuckets]
                      Resource: "*"
                    - Effect: Allow
                      Action: [ec2:CreateNetworkInterface, ec2:DescribeInstances]
                      Resource: "*"
                    - Effect: Allow
                      Action: ec2:StopInstances
                      Resource: "*"
                      Condition: {StringEquals: {"aws:ResourceTag/app": orders}}
          Table: {Type: AWS::Serverless::SimpleTable}
          Bucket: {Type: AWS::S3::Bucket}
          Logs: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 30}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for role, statement in app.granted():
            wide = wide_resource(statement)
            actions = limitable(app, role, statement) if wide else []
            if len(actions) > 1:  # which roles may be passed says `pass-role-any`
                actions = [action for action in actions if str(action) != PASS_ROLE]
            if wide and actions and not picks_resources(statement) and not policy_template(statement):
                found = understood(app, role)
                places = statement.action_properties()
                every, actions = actions, _needed(found, places, actions)
                listed = {kind for kind in kinds(actions) if _lists(statement, kind)}
                mild, reason = _mild(statement, actions, listed)
                if not reason and found is not None and any_of_them(found, places):
                    mild, reason = True, "the code learns only at run time which one is meant"
                hints = {} if listed else _hints(app, role, actions)
                free = _free(statement, every)
                edits = None if found is None else resources_left(app, role, found, statement, wide, free)
                yield self.finding(
                    wide,
                    allowed(statement, actions, hints) + told(app, role, places),
                    scope=wide,
                    functions=app.users_of(role),
                    severity=Severity.LOW if mild else None,
                    severity_reason=reason,
                    persona=Persona.PEDANTIC if reason == _ALL_MEANT else None,
                    exposed=not all(map(_only_sends, actions)),
                    edits=() if listed else narrowed(app, role, statement, wide, every) if edits is None else edits,
                    trace=steps(needed_of(found, places)) if found is not None else (),
                )


def _free(statement: Statement, actions: Sequence[Action]) -> list[Property]:
    """The actions of a statement that name no resource."""
    return [
        place
        for place in statement.action_properties()
        if isinstance(place.value, str) and set(expand(place.value) or ()).isdisjoint(actions)
    ]


def _needed(found: Comparison | None, places: Sequence[Property], actions: list[Action]) -> list[Action]:
    """Those of some actions that the code needs, where it needs any: of the others `excess-permission` speaks."""
    known = {need.action.lower() for need in needed_of(found, places)} if found is not None else set()
    return [action for action in actions if str(action).lower() in known] or actions


_SENDS = frozenset({"ses:sendemail", "ses:sendrawemail", "ses:sendtemplatedemail", "ses:sendbulkemail", "sns:publish"})


def _only_sends(action: Action) -> bool:
    """Whether an action reaches no data: whoever misuses it can send something, or spend money."""
    return str(action).lower() in _SENDS or only_costs(str(action))


def _lists(statement: Statement, kind: str) -> bool:
    """Whether a statement names the action that lists all resources of a kind: every one of them may be meant."""
    named = [action for action in statement.actions if isinstance(action, str) and not has_wildcard(action)]
    return any(lists(action, kind) for name in named for action in expand(name) or ())


_ALL_MEANT = "it also lists them all and changes nothing, so every one of them may be meant"


def _mild(statement: Statement, actions: Sequence[Action], listed: set[str]) -> tuple[bool, str]:
    if statement.conditional:
        return True, "a condition limits when it applies"
    if all(action.service == "aoss" and action.name.endswith("AccessAll") for action in actions):
        return True, "a data access policy of the collection must name the role as well"
    if all(action.describes for action in actions):
        return True, "only lists and describes"
    if listed >= kinds(actions).keys() and all(action.reads and not reads_data(action) for action in actions):
        return True, _ALL_MEANT
    return False, ""


def _hints(app: Application, role: Role, actions: Sequence[Action]) -> dict[str, str]:
    """Kind of resource → the one of that kind that the application has and that does not need the role itself."""
    found = {kind: only_one(app, kind) for kind in kinds(actions)}
    naming = around(app, role)
    return {kind: f" (here: `{_shown(*one)}`)" for kind, one in found.items() if one and not needs(app, one[0], naming)}


def _shown(resource: Resource, arn: str | Symbol) -> str:
    """The ARN of a resource as its author would write it: by itself where he writes expressions, not templates."""
    if resource.framework != "terraform" or not isinstance(arn, Reference):
        return display(arn)
    return f"{resource.name}.arn" if arn.attribute == "Ref" else display(arn).removeprefix("${").removesuffix("}")
