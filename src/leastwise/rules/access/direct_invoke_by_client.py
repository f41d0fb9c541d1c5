"""People who signed in can go round the API that was to check what they send."""

from collections.abc import Iterator

from leastwise.iam.invocation import invokes
from leastwise.iam.pattern import matches
from leastwise.iam.reach import text_of
from leastwise.model.application import Application
from leastwise.model.finding import Finding, Severity
from leastwise.model.graph import Function, Role, Statement, TriggerKind
from leastwise.model.value import Symbol, display
from leastwise.read.graph.policies import condition_keys
from leastwise.rules.access._clients import holders
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing

_ROLE = """
              SignedIn:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement:
                      - Effect: Allow
                        Principal: {Federated: cognito-identity.amazonaws.com}
                        Action: sts:AssumeRoleWithWebIdentity
                        Condition:
                          StringEquals: {"cognito-identity.amazonaws.com:aud": eu-west-1:pool}
                          ForAnyValue:StringLike: {"cognito-identity.amazonaws.com:amr": authenticated}
                  Policies:
                    - PolicyName: app
                      PolicyDocument:
                        Statement:
"""
_STATEMENT = "Resources.SignedIn.Properties.Policies.0.PolicyDocument.Statement"

_GATEWAYS = {TriggerKind.REST_API, TriggerKind.HTTP_API, TriggerKind.APPSYNC, TriggerKind.WEBSOCKET, TriggerKind.ALB}

# What takes input of the caller's choice, or hands out what belongs to others, with nobody's code in between.
_DIRECT = (
    "states:startexecution",
    "states:startsyncexecution",
    "sqs:sendmessage",
    "sns:publish",
    "events:putevents",
    "dynamodb:putitem",
    "dynamodb:updateitem",
    "dynamodb:deleteitem",
    "dynamodb:getitem",
    "dynamodb:query",
    "dynamodb:scan",
    "s3:putobject",
    "s3:deleteobject",
    "s3:getobject",
    "secretsmanager:getsecretvalue",
    "ssm:getparameter",
)


class DirectInvokeByClient(Rule):
    id = "direct-invoke-by-client"
    title = "Signed-in users may go past the API"
    why = """
The credentials that an identity pool gives to a browser or phone are the user's to use as he likes. What their role
allows on functions, tables, queues and buckets, he can do with a script: with events that no API would let through, and
to the rows and objects of all other users. Whatever the API or its authorizer checks does not count there.
"""
    remediation = """
Let clients call an API, and its function do the rest; or limit the role to what belongs to the user.

- Template: take the statement off the role, or add `Condition: {ForAllValues:StringEquals: {"dynamodb:LeadingKeys":
  ["${cognito-identity.amazonaws.com:sub}"]}}`, or for S3 `…/${cognito-identity.amazonaws.com:sub}/*`.
- Console: Cognito > Identity pools > the pool > *User access* > *Authenticated access* > the role.
- CLI: `aws iam delete-role-policy --role-name ROLE --policy-name POLICY`.
"""
    severity = Severity.HIGH
    cwe = ("CWE-284", "CWE-639")
    references = {
        "owasp-serverless": ("A5:2017",),
        "csa-serverless": ("SAS-02", "SAS-04"),
        "nist-800-53": ("AC-3", "AC-6"),
        "well-architected": ("SEC03-BP02",),
        "aws": (
            "https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html",
            "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html",
        ),
    }

    bad = (
        Example.cloudformation(
            f"""
            Resources:{_ROLE}
                          - {{Effect: Allow, Action: ["lambda:InvokeFunction"], Resource: "*"}}
            """,
            at=f"{_STATEMENT}.0.Action.0",
        ),
        Example.cloudformation(
            f"""
            Resources:{_ROLE}
                          - {{Effect: Allow, Action: "dynamodb:*", Resource: !GetAtt Orders.Arn}}
                          - {{Effect: Allow, Action: "s3:PutObject", Resource: !Sub "${{Files.Arn}}/*"}}
              Orders: {{Type: AWS::Serverless::SimpleTable}}
              Files: {{Type: AWS::S3::Bucket}}
            """,
            at=(f"{_STATEMENT}.0.Action", f"{_STATEMENT}.1.Action"),
        ),
    )
    good = Example.cloudformation(
        f"""
            Resources:{_ROLE}
                          - {{Effect: Allow, Action: "execute-api:Invoke", Resource: "*"}}
                          - Effect: Allow
                            Action: dynamodb:GetItem
                            Resource: !GetAtt Orders.Arn
                            Condition:
                              ForAllValues:StringEquals:
                                "dynamodb:LeadingKeys": ["${{cognito-identity.amazonaws.com:sub}}"]
                          - Effect: Allow
                            Action: [s3:PutObject, s3:GetObject]
                            Resource: !Sub "${{Files.Arn}}/private/${{!cognito-identity.amazonaws.com:sub}}/*"
              Orders: {{Type: AWS::Serverless::SimpleTable}}
              Files: {{Type: AWS::S3::Bucket}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for role, _ in holders(app, "authenticated"):
            for statement in role.statements:
                if statement.by == "author" and statement.allows and not _own_things(statement):
                    yield from self._found(app, role, statement)

    def _found(self, app: Application, role: Role, statement: Statement) -> Iterator[Finding]:
        for place in statement.action_properties():
            pattern = place.value.lower() if isinstance(place.value, str) else ""
            passes = invokes(pattern)
            if not passes and not (any(matches(pattern, action) for action in _DIRECT) and _whole(statement, pattern)):
                continue
            functions = [f for f in map(app.function_of, statement.resources) if f is not None] if passes else []
            passed = _gateways(app, functions)
            mild = ""
            if passes and not passed:
                mild = "no gateway of this application is passed by"
            elif not passes and _only_reads(statement):
                mild = "reads only"
            yield self.finding(
                place,
                f"Every signed-in user is allowed `{place.value}` on {_what(app, statement, functions)}{passed}.",
                scope=statement.property,
                functions=functions,
                severity=Severity.MEDIUM if mild else None,
                severity_reason=mild,
            )
            return


def _own_things(statement: Statement) -> bool:
    """Whether the statement is limited to what belongs to the caller, or perhaps is."""
    if isinstance(statement.condition.value, Symbol):
        return True
    if any(
        key == "dynamodb:leadingkeys" or key.startswith("aws:principaltag") for _, key, _ in condition_keys(statement)
    ):
        return True
    variables = ("${cognito-identity.amazonaws.com:sub}", "${aws:principaltag/", "${aws:userid}")
    texts = [(text_of(resource) or "").lower() for resource in statement.resources]
    return any(variable in text for text in texts for variable in variables)


def _whole(statement: Statement, pattern: str) -> bool:
    """Whether the resources are known, and for S3 not only a part of a bucket."""
    if not pattern.startswith(("s3:", "*")):
        return True
    ends = [(text_of(resource) or "").partition("/")[2] for resource in statement.resources]
    return any(resource == "*" or end == "*" for resource, end in zip(statement.resources, ends, strict=True))


def _only_reads(statement: Statement) -> bool:
    words = ("get", "list", "batchget", "query", "scan", "head")
    return all(isinstance(a, str) and a.partition(":")[2].lower().startswith(words) for a in statement.actions)


def _gateways(app: Application, functions: list[Function]) -> str:
    kinds = {trigger.kind for function in functions for trigger in app.triggers_of(function)}
    return ", past its API" if kinds & _GATEWAYS else ""


def _what(app: Application, statement: Statement, functions: list[Function]) -> str:
    if functions:
        return listing([function.name for function in functions], 2)
    found = [app.referenced(resource) for resource in statement.resources]
    names = [r.name if r else f"`{display(v)}`" for r, v in zip(found, statement.resources, strict=True)]
    return listing(names, 2)
