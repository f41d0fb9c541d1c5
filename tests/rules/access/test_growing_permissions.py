"""privilege-escalation, pass-role-any, permissions-management: decisions beyond the examples."""

import pytest

from leastwise.engine import JudgeSettings, judge
from leastwise.model.edit import Insert, Remove, Set
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.value import Reference
from leastwise.rules.access.admin_policy import AdminPolicy
from leastwise.rules.access.broad_managed_policy import BroadManagedPolicy
from leastwise.rules.access.pass_role_any import PassRoleAny
from leastwise.rules.access.permissions_management import PermissionsManagement
from leastwise.rules.access.privilege_escalation import PrivilegeEscalation
from leastwise.rules.access.wildcard_action import WildcardAction
from leastwise.rules.access.wildcard_resource import WildcardResource
from leastwise.rules.example import findings, readings
from leastwise.rules.rule import Rule

ROLE = """
Parameters: {Open: {Type: String}}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {%s}, Action: sts:AssumeRole}]
      %s
  Worker:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: scheduler.amazonaws.com}, Action: sts:AssumeRole}]
"""
PASSED = {"StringEquals": {"iam:PassedToService": "scheduler.amazonaws.com"}}
LAMBDA = "Service: lambda.amazonaws.com"


def policy(*statements: str) -> str:
    return f"Policies: [{{PolicyName: p, PolicyDocument: {{Statement: [{', '.join(statements)}]}}}}]"


def said(rule: Rule, *statements: str, trust: str = LAMBDA, more: str = "") -> list[Finding]:
    properties = "\n      ".join(filter(None, (policy(*statements) if statements else "", more)))
    return findings(rule, {"template.yaml": ROLE % (trust, properties)})


def allow(action: str, resource: str = '"*"') -> str:
    return f'{{Effect: Allow, Action: ["{action}"], Resource: {resource}}}'


def test_each_way_is_named_with_its_actions_and_the_rest_is_counted() -> None:
    (finding,) = said(PrivilegeEscalation(), allow("iam:*"))
    assert "with `iam:AttachRolePolicy` it attaches `AdministratorAccess` to a role" in finding.message
    assert "; and 18 more ways." in finding.message


def test_one_finding_for_a_role_and_the_way_by_itself_first() -> None:
    (finding,) = said(PrivilegeEscalation(), allow("lambda:UpdateFunctionCode"), allow("iam:PutRolePolicy"))
    assert finding.place.value == "iam:PutRolePolicy"
    assert finding.message.startswith("Role can get more")


@pytest.mark.parametrize(
    ("trust", "persona"),
    [
        (LAMBDA, Persona.REGULAR),
        ("Service: ec2.amazonaws.com", Persona.REGULAR),
        ("Service: codebuild.amazonaws.com", Persona.PEDANTIC),
        ('AWS: "123456789012"', Persona.PEDANTIC),
        ("Federated: accounts.google.com", Persona.PEDANTIC),
    ],
)
def test_people_and_deployments_are_for_the_pedantic(trust: str, persona: Persona) -> None:
    (finding,) = said(PrivilegeEscalation(), allow("iam:PutRolePolicy"), trust=trust)
    assert finding.persona is persona


@pytest.mark.parametrize("more", ["PermissionsBoundary: !Ref Open", "PermissionsBoundary: arn:aws:iam::1:policy/b"])
def test_a_boundary_has_the_benefit_of_the_doubt(more: str) -> None:
    assert said(PrivilegeEscalation(), allow("iam:PutRolePolicy"), more=more) == []


@pytest.mark.parametrize("statement", [allow("*"), allow("*:*")])
def test_who_has_everything_gets_nothing_more(statement: str) -> None:
    assert said(PrivilegeEscalation(), statement) == []


def test_the_passed_role_must_be_for_the_service() -> None:
    condition = "Condition: {StringEquals: {iam:PassedToService: ec2.amazonaws.com}}"
    passing = f'{{Effect: Allow, Action: iam:PassRole, Resource: "*", {condition}}}'
    functions = [allow("lambda:CreateFunction"), allow("lambda:InvokeFunction")]
    assert said(PrivilegeEscalation(), passing, *functions) == []
    assert len(said(PrivilegeEscalation(), passing, allow("ec2:RunInstances"))) == 1


@pytest.mark.parametrize(
    ("properties", "rule"),
    [
        (policy(allow("iam:*")), "admin-policy"),
        ("ManagedPolicyArns: [arn:aws:iam::aws:policy/AWSLambda_FullAccess]", "privilege-escalation"),
        (policy(allow("lambda:*")), "privilege-escalation"),
    ],
)
def test_the_same_place_is_told_once(properties: str, rule: str) -> None:
    rules = [AdminPolicy(), PrivilegeEscalation(), WildcardAction(), WildcardResource(), BroadManagedPolicy()]
    (reading,) = readings({"template.yaml": ROLE % (LAMBDA, properties)})
    assert [finding.rule for finding in judge(reading, rules).findings] == [rule]


def test_passing_any_role_hints_at_the_service_that_takes_it() -> None:
    (finding,) = said(PassRoleAny(), allow("scheduler:CreateSchedule"), allow("iam:PassRole"))
    assert finding.severity is Severity.HIGH
    assert finding.message.endswith("to every service (here: `scheduler.amazonaws.com`).")
    resource, condition = finding.edits
    assert isinstance(resource, Set) and resource.value == Reference("template.yaml:Worker", "Arn")
    assert isinstance(condition, Set) and condition.value == PASSED


def test_only_the_passing_is_taken_out_of_a_statement_that_allows_more() -> None:
    more = '{Effect: Allow, Action: [iam:GetRole, iam:PassRole], Resource: "*"}'
    (finding,) = said(PassRoleAny(), allow("scheduler:CreateSchedule"), more)
    remove, insert = finding.edits
    assert isinstance(remove, Remove) and remove.property.value == "iam:PassRole"
    assert isinstance(insert, Insert) and insert.value["Resource"] == Reference("template.yaml:Worker", "Arn")
    assert insert.value["Condition"] == PASSED


def test_no_hint_where_several_services_take_roles() -> None:
    statements = [allow("scheduler:CreateSchedule"), allow("lambda:CreateFunction"), allow("iam:PassRole")]
    (finding,) = said(PassRoleAny(), *statements)
    assert "here" not in finding.message and finding.edits == ()


@pytest.mark.parametrize(
    ("statement", "severity", "persona"),
    [
        (allow("iam:PassRole"), Severity.HIGH, Persona.REGULAR),
        (allow("iam:Pass*"), Severity.HIGH, Persona.REGULAR),
        (allow("iam:PassRole", '"arn:aws:iam::123456789012:role/*"'), Severity.HIGH, Persona.REGULAR),
        (allow("iam:PassRole", '"arn:aws:iam::123456789012:role/w"'), Severity.LOW, Persona.PEDANTIC),
        (allow("iam:PassRole", "!Ref Open"), Severity.LOW, Persona.PEDANTIC),
    ],
)
def test_how_many_roles_may_be_passed_weighs(statement: str, severity: Severity, persona: Persona) -> None:
    (finding,) = said(PassRoleAny(), statement)
    assert (finding.severity, finding.persona) == (severity, persona)


@pytest.mark.parametrize(
    ("service", "severity"),
    [("lambda.amazonaws.com", Severity.MEDIUM), ("*", Severity.HIGH), ("*.amazonaws.com", Severity.HIGH)],
)
def test_a_condition_on_the_service_weighs(service: str, severity: Severity) -> None:
    condition = f'Condition: {{StringLike: {{iam:PassedToService: "{service}"}}}}'
    (finding,) = said(PassRoleAny(), f'{{Effect: Allow, Action: iam:PassRole, Resource: "*", {condition}}}')
    assert finding.severity is severity


def test_every_role_for_a_deployment_is_for_the_pedantic() -> None:
    (finding,) = said(PassRoleAny(), allow("iam:PassRole"), trust="Service: codebuild.amazonaws.com")
    assert finding.persona is Persona.PEDANTIC


@pytest.mark.parametrize(
    "statements",
    [
        (allow("iam:PassRole", "!GetAtt Worker.Arn"),),
        (allow("iam:*"),),
        (allow("iam:PassRole"), '{Effect: Deny, Action: "iam:PassRole", NotResource: !GetAtt Worker.Arn}'),
    ],
)
def test_a_role_of_the_application_a_whole_service_and_a_denial_are_no_finding(statements: tuple[str, ...]) -> None:
    assert said(PassRoleAny(), *statements) == []


def test_the_wildcard_of_a_statement_that_only_passes_roles_is_told_once() -> None:
    (reading,) = readings({"template.yaml": ROLE % (LAMBDA, policy(allow("iam:PassRole")))})
    (finding,) = judge(reading, [PassRoleAny(), WildcardResource()]).findings
    assert [note.rule for note in finding.related] == ["wildcard-resource"]
    mixed = policy('{Effect: Allow, Action: [iam:PassRole, sqs:SendMessage], Resource: "*"}')
    (reading,) = readings({"template.yaml": ROLE % (LAMBDA, mixed)})
    assert {f.rule for f in judge(reading, [PassRoleAny(), WildcardResource()]).findings} == {
        "pass-role-any",
        "wildcard-resource",
    }
    (wide,) = findings(WildcardResource(), {"template.yaml": ROLE % (LAMBDA, mixed)})
    assert "iam:PassRole" not in wide.message


@pytest.mark.parametrize(
    "action",
    [
        "lambda:AddPermission",
        "kms:PutKeyPolicy",
        "kms:CreateGrant",
        "iam:CreateRole",
        "s3:PutBucketAcl",
        "sns:SetTopic*",
    ],
)
def test_what_changes_access(action: str) -> None:
    (finding,) = said(PermissionsManagement(), allow(action))
    assert finding.severity is Severity.MEDIUM


@pytest.mark.parametrize(
    "action", ["s3:PutObject", "s3:PutObjectAcl", "glue:GetQuery", "iam:GetRole", "iam:PassRole", "sqs:*", "*"]
)
def test_what_does_not_or_is_told_by_another_rule(action: str) -> None:
    assert said(PermissionsManagement(), allow(action)) == []


def test_log_delivery_needs_the_policy_of_the_logs() -> None:
    assert len(said(PermissionsManagement(), allow("logs:PutResourcePolicy"))) == 1
    both = '{Effect: Allow, Action: [logs:CreateLogDelivery, logs:PutResourcePolicy], Resource: "*"}'
    assert said(PermissionsManagement(), both) == []


def test_named_resources_weigh_less() -> None:
    (finding,) = said(PermissionsManagement(), allow("sqs:SetQueueAttributes", '"arn:aws:sqs:*:*:orders"'))
    assert finding.severity is Severity.LOW
    assert "`arn:aws:sqs:*:*:orders`" in finding.message


def test_pedantic_findings_are_not_heard_by_others() -> None:
    (reading,) = readings({"template.yaml": ROLE % (LAMBDA, policy(allow("iam:CreateRole")))})
    rules = [PermissionsManagement()]
    assert judge(reading, rules).findings == ()
    assert len(judge(reading, rules, JudgeSettings(persona=Persona.PEDANTIC)).findings) == 1
