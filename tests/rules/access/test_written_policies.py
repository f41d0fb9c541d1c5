"""inverted-statement, invalid-action, policy-on-user, wide-function-permission: decisions beyond the examples."""

import pytest

from leastwise.model.edit import Remove, Set
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.rules.access.invalid_action import InvalidAction
from leastwise.rules.access.inverted_statement import InvertedStatement
from leastwise.rules.access.policy_on_user import PolicyOnUser
from leastwise.rules.access.wide_function_permission import WideFunctionPermission
from leastwise.rules.example import findings
from leastwise.rules.rule import Rule

ROLE = """
Parameters: {Open: {Type: String}}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      Policies: [{PolicyName: p, PolicyDocument: {Statement: [%s]}}]
  Bucket: {Type: AWS::S3::Bucket}
  Key: {Type: AWS::KMS::Key, Properties: {KeyPolicy: {Statement: [%s]}}}
"""


def said(rule: Rule, *statements: str, key: str = "") -> list[Finding]:
    return findings(rule, {"template.yaml": ROLE % (", ".join(statements), key)})


@pytest.mark.parametrize(
    ("statement", "severity", "told"),
    [
        (
            '{Effect: Allow, NotAction: "iam:*", Resource: "*"}',
            Severity.HIGH,
            "every action but `iam:*` on every resource",
        ),
        ('{Effect: Allow, NotAction: "s3:Put*", Resource: !GetAtt Bucket.Arn}', Severity.MEDIUM, "on `${Bucket.Arn}`"),
        ('{Effect: Allow, NotAction: "iam:*", Resource: "*", Condition: {Bool: {a: b}}}', Severity.MEDIUM, "`iam:*`"),
        ('{Effect: Allow, Action: "s3:*", NotResource: !Ref Open}', Severity.MEDIUM, "every resource but `${Open}`"),
    ],
)
def test_what_the_exception_leaves_weighs(statement: str, severity: Severity, told: str) -> None:
    (finding,) = said(InvertedStatement(), statement)
    assert finding.severity is severity
    assert told in finding.message


def test_policies_of_resources_and_trust_policies_are_looked_at_too() -> None:
    key = '{Effect: Allow, NotPrincipal: {AWS: "123456789012"}, Action: "kms:Decrypt", Resource: "*"}'
    (finding,) = said(InvertedStatement(), key=key)
    assert finding.message == "The policy of Key lets in everybody but `123456789012`."
    trust = "Statement: [{Effect: Allow, NotPrincipal: {AWS: !Ref Open}, Action: sts:AssumeRole}]"
    role = "Resources: {Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {%s}}}}"
    (finding,) = findings(InvertedStatement(), {"template.yaml": "Parameters: {Open: {Type: String}}\n" + role % trust})
    assert finding.message.startswith("The trust policy of Role lets in everybody")


@pytest.mark.parametrize("effect", ["Deny", "!Ref Open"])
def test_what_denies_or_may_deny_is_no_inversion(effect: str) -> None:
    assert said(InvertedStatement(), f'{{Effect: {effect}, NotAction: "iam:*", Resource: "*"}}') == []


@pytest.mark.parametrize(
    ("statements", "severity", "persona", "told"),
    [
        (
            ('{Effect: Allow, Action: "s3:HeadObject", Resource: "*"}',),
            Severity.MEDIUM,
            Persona.REGULAR,
            "s3:GetObject",
        ),
        (
            ('{Effect: Allow, Action: ["s3:HeadObject", "s3:GetObject"], Resource: "*"}',),
            Severity.LOW,
            Persona.PEDANTIC,
            "does not exist (meant: `s3:GetObject`)",
        ),
        (('{Effect: Deny, Action: "s3:Erase*", Resource: "*"}',), Severity.HIGH, Persona.REGULAR, "is like no action"),
        (
            ('{Effect: Allow, Action: "s3:GetObject", Resource: !GetAtt Bucket.Arn}',),
            Severity.MEDIUM,
            Persona.REGULAR,
            "works on none of the resources beside it",
        ),
        (
            (
                '{Effect: Allow, Action: "s3:GetObject", Resource: !GetAtt Bucket.Arn}',
                '{Effect: Allow, Action: "s3:Get*", Resource: !Sub "${Bucket.Arn}/*"}',
            ),
            Severity.LOW,
            Persona.PEDANTIC,
            "works on none",
        ),
        (
            ('{Effect: Allow, Action: "ec2:DescribeInstances", Resource: !GetAtt Bucket.Arn}',),
            Severity.LOW,
            Persona.PEDANTIC,
            "takes no resource",
        ),
        (('{Effect: Allow, Action: "docdb:*", Resource: "*"}',), Severity.MEDIUM, Persona.REGULAR, "meant: `rds:*`"),
    ],
)
def test_what_is_missed_weighs(statements: tuple[str, ...], severity: Severity, persona: Persona, told: str) -> None:
    (finding,) = said(InvalidAction(), *statements)
    assert (finding.severity, finding.persona) == (severity, persona)
    assert told in finding.message


def test_the_date_of_the_data_is_told() -> None:
    (finding,) = said(InvalidAction(), '{Effect: Allow, Action: "s3:Fetch", Resource: "*"}')
    assert "(as of 20" in finding.message


def test_what_was_meant_is_offered_and_what_is_allowed_already_removed() -> None:
    (finding,) = said(InvalidAction(), '{Effect: Allow, Action: ["s3:HeadObject"], Resource: "*"}')
    assert [edit.value for edit in finding.edits if isinstance(edit, Set)] == ["s3:GetObject"]
    assert "The fix allows `s3:GetObject`: nothing has allowed that so far." in finding.message
    (finding,) = said(InvalidAction(), '{Effect: Allow, Action: ["s3:HeadObject", "s3:GetObject"], Resource: "*"}')
    (edit,) = finding.edits
    assert isinstance(edit, Remove) and edit.property.value == "s3:HeadObject"
    assert "The fix" not in finding.message
    (finding,) = said(InvalidAction(), '{Effect: Allow, Action: "docdb:*", Resource: "*"}')
    assert finding.edits == ()
    assert "The fix" not in finding.message


@pytest.mark.parametrize(
    "statement",
    [
        '{Effect: Allow, Action: "newservice:DoSomething", Resource: "*"}',
        '{Effect: Allow, Action: "*", Resource: "*"}',
        '{Effect: Allow, Action: "s3", Resource: "*"}',
        '{Effect: Allow, Action: !Ref Open, Resource: "*"}',
        '{Effect: Allow, Action: "s3:GetObject", Resource: !Ref Open}',
        '{Effect: Allow, Action: "s3:GetObject", NotResource: !GetAtt Bucket.Arn}',
        '{Effect: Allow, Action: "s3:GetObject"}',
        "{Effect: Allow, Action: [3, {a: b}], Resource: [[1], {c: d}]}",
    ],
)
def test_what_is_not_known_or_odd_is_no_finding(statement: str) -> None:
    assert said(InvalidAction(), statement) == []


def test_one_finding_for_a_user_and_one_for_each_policy_that_names_users() -> None:
    template = """
    Resources:
      User:
        Type: AWS::IAM::User
        Properties:
          Policies: [{PolicyName: a, PolicyDocument: {}}]
          ManagedPolicyArns: [arn:aws:iam::aws:policy/ReadOnlyAccess]
      Managed: {Type: AWS::IAM::ManagedPolicy, Properties: {Users: [bob, !Ref User], PolicyDocument: {}}}
    """
    first, second = findings(PolicyOnUser(), {"template.yaml": template})
    assert first.message == "User has `a` of its own."
    assert second.message == "Managed belongs to `bob` and `${User}` directly."


@pytest.mark.parametrize("properties", ["{}", "{Policies: []}", "{Policies: 3}", "{ManagedPolicyArns: {a: b}}"])
def test_no_policy_no_finding(properties: str) -> None:
    template = f"Resources: {{User: {{Type: AWS::IAM::User, Properties: {properties}}}}}"
    assert findings(PolicyOnUser(), {"template.yaml": template}) == []


@pytest.mark.parametrize(
    ("action", "principal", "severity"),
    [
        ("lambda:*", '"210987654321"', Severity.MEDIUM),
        ('"*"', '"*"', Severity.MEDIUM),
        ("lambda:UpdateFunctionCode", "arn:aws:iam::210987654321:root", Severity.MEDIUM),
        ("lambda:*", "sns.amazonaws.com", Severity.LOW),
    ],
)
def test_who_may_do_more_than_invoke(action: str, principal: str, severity: Severity) -> None:
    properties = f"{{Action: {action}, FunctionName: orders, Principal: {principal}}}"
    template = f"Resources: {{Permission: {{Type: AWS::Lambda::Permission, Properties: {properties}}}}}"
    (finding,) = findings(WideFunctionPermission(), {"template.yaml": template})
    assert finding.severity is severity
    invokes = action != "lambda:UpdateFunctionCode"  # who may not invoke the function so far shall not begin to
    assert [edit.value for edit in finding.edits if isinstance(edit, Set)] == ["lambda:InvokeFunction"] * invokes
