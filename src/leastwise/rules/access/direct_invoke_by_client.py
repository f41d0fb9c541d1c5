"""People who signed in can go round the API that was to check what they send."""

from collections.abc import Iterator, Sequence

from leastwise.iam.invocation import invokes
from leastwise.iam.pattern import matches
from leastwise.iam.reach import text_of
from leastwise.iam.standing import left, policies_of_aws, stands
from leastwise.model.application import Application
from leastwise.model.finding import Finding, Severity
from leastwise.model.graph import Function, Role, Statement, TriggerKind
from leastwise.model.resource import Property
from leastwise.model.value import Seq, Symbol, display
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


_OWN = ("dynamodb:leadingkeys", "aws:principaltag")
"""Keys of conditions that tie a statement to what belongs to the caller."""
_VARIABLES = ("${cognito-identity.amazonaws.com:sub}", "${aws:principaltag/", "${aws:userid}")


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
        Example.cloudformation(
            f"""
            Resources:{_ROLE}
                          - Effect: Allow
                            Action: dynamodb:Query
                            Resource: !GetAtt Orders.Arn
                            Condition: {{ForAllValues:StringLike: {{"dynamodb:LeadingKeys": ["*"]}}}}
                          - {{Effect: Allow, NotAction: ["iam:*", "lambda:*"], Resource: "*"}}
                  ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaRole]
              Orders: {{Type: AWS::Serverless::SimpleTable}}
            """,
            at=(
                f"{_STATEMENT}.0.Action",
                f"{_STATEMENT}.1.NotAction",
                "Resources.SignedIn.Properties.ManagedPolicyArns.0",
            ),
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
                          - {{Effect: Allow, Action: ["execute-api:Invoke", "sns:Publish"], Resource: "*"}}
                          - {{Effect: Deny, Action: "sns:*", Resource: "*"}}
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
            told: set[Property] = set()
            for one in policies_of_aws(app, role):
                actions = [action for action in one.actions if _direct(action.lower(), one.resources)]
                if actions and not one.conditional and one.place not in told:
                    told.add(one.place)
                    reads = all(map(_reading, actions))
                    yield self.finding(
                        one.place,
                        f"Every signed-in user is allowed {listing([f'`{a}`' for a in actions], 2)} on every resource.",
                        severity=Severity.MEDIUM if reads else None,
                        severity_reason="reads only" if reads else "",
                    )

    def _found(self, app: Application, role: Role, statement: Statement) -> Iterator[Finding]:
        resources = _of_others(statement)
        rest = bool(statement.not_actions)
        for place in [statement.property["NotAction"]] if rest else statement.action_properties():
            pattern = "*" if rest else place.value.lower() if isinstance(place.value, str) else ""
            if rest and not _left_over(statement.not_actions):
                continue
            if not _direct(pattern, resources) or not (
                stands(app, role, statement) if rest else left(app, role, statement, [pattern])
            ):
                continue
            passes = invokes(pattern)
            functions = [f for f in map(app.function_of, resources) if f is not None] if passes else []
            passed = _gateways(app, functions)
            mild = ""
            if passes and not passed:
                mild = "no gateway of this application is passed by"
            elif not passes and _only_reads(statement):
                mild = "reads only"
            what = f"{_named(statement, place)} on {_what(app, statement, functions)}"
            yield self.finding(
                place,
                f"Every signed-in user is allowed {what}{passed}.",
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
    tests = condition_keys(statement)
    owned = any(key.startswith(_OWN) and _admits_own(operator, value) for operator, key, value in tests)
    return owned or bool(statement.resources and not _of_others(statement))


def _admits_own(operator: str, value: object) -> bool:
    """Whether an entry of a condition lets nothing but what it names pass: not `*`, and not what has no such key.

    `ForAllValues` holds for a request without the key, and is what AWS prescribes for `dynamodb:LeadingKeys`.
    """
    low = operator.lower()
    values = list(value) if isinstance(value, Seq) else [value]
    texts = [text_of(one) for one in values]
    return "not" not in low and low != "null" and not low.endswith("ifexists") and not set(texts) & {"*", "**"}


def _of_others(statement: Statement) -> tuple[object, ...]:
    """The resources of a statement that are not named after the caller; `*` where it names the exceptions."""
    if statement.not_resources:
        return ("*",)
    named = ((resource, (text_of(resource) or "").lower()) for resource in statement.resources)
    return tuple(resource for resource, text in named if not any(variable in text for variable in _VARIABLES))


def _direct(pattern: str, resources: Sequence[object]) -> bool:
    """Whether a pattern has actions with nobody's code in between; for S3, not only on a part of a bucket."""
    if invokes(pattern):
        return True
    if not any(matches(pattern, action) for action in _DIRECT):
        return False
    ends = [(text_of(resource) or "").partition("/")[2] for resource in resources]
    parted = pattern.startswith(("s3:", "*"))
    return not parted or any(r == "*" or end == "*" for r, end in zip(resources, ends, strict=True))


def _left_over(spared: Sequence[object]) -> bool:
    """Whether `NotAction` leaves some of these actions."""
    names = [name.lower() for name in spared if isinstance(name, str)]
    if len(names) < len(spared):
        return False
    return not all(any(matches(name, action) for name in names) for action in (*_DIRECT, "lambda:invokefunction"))


def _reading(action: object) -> bool:
    words = ("get", "list", "batchget", "query", "scan", "head")
    return isinstance(action, str) and action.partition(":")[2].lower().startswith(words)


def _only_reads(statement: Statement) -> bool:
    return not statement.not_actions and all(map(_reading, statement.actions))


def _named(statement: Statement, place: Property) -> str:
    if not statement.not_actions:
        return f"`{place.value}`"
    return f"everything but {listing([f'`{display(a)}`' for a in statement.not_actions], 3)}"


def _gateways(app: Application, functions: list[Function]) -> str:
    kinds = {trigger.kind for function in functions for trigger in app.triggers_of(function)}
    return ", past its API" if kinds & _GATEWAYS else ""


def _what(app: Application, statement: Statement, functions: list[Function]) -> str:
    if functions:
        return listing([function.name for function in functions], 2)
    if statement.not_resources:
        return f"all but {listing([f'`{display(value)}`' for value in statement.not_resources], 2)}"
    found = [app.referenced(resource) for resource in statement.resources]
    names = [r.name if r else f"`{display(v)}`" for r, v in zip(found, statement.resources, strict=True)]
    return listing(names, 2)
