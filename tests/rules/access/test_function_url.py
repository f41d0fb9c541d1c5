"""function-url-direct-invoke, function-url-permission-missing and agent-invoke-without-source."""

import pytest

from leastwise.engine import judge
from leastwise.model.finding import Finding
from leastwise.rules.access.agent_invoke_without_source import AgentInvokeWithoutSource
from leastwise.rules.access.function_url_direct_invoke import FunctionUrlDirectInvoke
from leastwise.rules.access.function_url_permission_missing import FunctionUrlPermissionMissing
from leastwise.rules.access.public_function import PublicFunction
from leastwise.rules.example import findings, readings

FUNCTION = """
Parameters: {Any: {Type: String}}
Resources:
  Hello: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.13, Handler: a.b, Role: 'arn:aws:iam::1:role/x'}}
  Live: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Hello, FunctionVersion: "1", Name: live}}
  Url: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref Hello, AuthType: NONE}}
"""


def template(*permissions: str) -> dict[str, str]:
    made = "".join(
        f"  P{number}: {{Type: AWS::Lambda::Permission, Properties: {{FunctionName: !Ref Hello, {text}}}}}\n"
        for number, text in enumerate(permissions)
    )
    return {"template.yaml": FUNCTION + made}


def missing(*permissions: str) -> list[Finding]:
    return findings(FunctionUrlPermissionMissing(), template(*permissions))


def direct(*permissions: str) -> list[Finding]:
    return findings(FunctionUrlDirectInvoke(), template(*permissions))


URL = "Action: lambda:InvokeFunctionUrl, Principal: '*', FunctionUrlAuthType: NONE"
INVOKE = "Action: lambda:InvokeFunction, Principal: '*'"


def test_the_second_statement_for_everyone_may_be_wide() -> None:
    assert len(missing(URL)) == 1
    assert not missing(URL, INVOKE)
    assert not missing(URL, "Action: 'lambda:*', Principal: '*'")
    assert not missing(URL, "Action: !Ref Any, Principal: '*'")


def test_each_service_needs_its_own() -> None:
    cloudfront = "Action: lambda:InvokeFunctionUrl, Principal: cloudfront.amazonaws.com"
    assert missing(cloudfront)[0].message.startswith("`cloudfront.amazonaws.com` cannot call the URL of Hello")
    assert missing(cloudfront, "Action: lambda:InvokeFunction, Principal: s3.amazonaws.com")
    assert not missing(cloudfront, "Action: lambda:InvokeFunction, Principal: cloudfront.amazonaws.com")


def test_a_caller_with_a_role_may_have_it_there() -> None:
    assert not missing("Action: lambda:InvokeFunctionUrl, Principal: '123456789012'")


def test_without_a_url_nothing_is_missing() -> None:
    assert not findings(
        FunctionUrlPermissionMissing(), {"t.yaml": template(URL)["template.yaml"].replace("::Url,", "::Uri,")}
    )


def test_what_the_second_statement_looks_like() -> None:
    edit = missing(URL)[0].edits[0]
    assert edit.properties["Principal"].value == "*"
    assert edit.properties["InvokedViaFunctionUrl"] is True


@pytest.mark.parametrize(
    ("action", "managed", "fires"),
    [
        ("lambda:InvokeFunctionUrl", "", True),
        ("[lambda:InvokeFunctionUrl, lambda:InvokeFunction]", "", False),
        ("[lambda:InvokeFunctionUrl, 'lambda:Invoke*']", "", False),
        ("[lambda:InvokeFunctionUrl, !Ref Any]", "", False),
        ("lambda:InvokeFunctionUrl", "!Ref Any", False),
        ("lambda:InvokeFunctionUrl", "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole", True),
    ],
)
def test_a_role_that_calls_the_url(action: str, managed: str, fires: bool) -> None:
    role = f"""
  Role:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns: [{managed}]
      Policies: [{{PolicyName: a, PolicyDocument: {{Statement: [{{Effect: Allow, Action: {action}, Resource: "*"}}]}}}}]
"""
    assert bool(findings(FunctionUrlPermissionMissing(), {"t.yaml": FUNCTION + role})) is fires


@pytest.mark.parametrize(
    ("permission", "fires"),
    [
        (INVOKE, True),
        ("Action: 'lambda:*', Principal: '*'", True),
        (INVOKE + ", InvokedViaFunctionUrl: false", True),
        (INVOKE + ", InvokedViaFunctionUrl: true", False),
        (INVOKE + ", InvokedViaFunctionUrl: !Ref Any", False),
        (INVOKE + ", PrincipalOrgID: o-1", False),
        (INVOKE + ", SourceArn: 'arn:aws:s3:::b'", False),
        (URL, False),
        ("Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com", False),
        ("Action: lambda:InvokeFunction, Principal: {a: b}", False),
    ],
)
def test_who_may_go_past_the_url(permission: str, fires: bool) -> None:
    assert bool(direct(permission)) is fires


def test_it_is_one_finding_and_not_two() -> None:
    rules = (FunctionUrlDirectInvoke(), PublicFunction())
    judged = judge(readings(template(URL, INVOKE))[0], rules)
    assert [(f.rule, [note.rule for note in f.related]) for f in judged.findings] == [
        ("function-url-direct-invoke", ["public-function"])
    ]


@pytest.mark.parametrize(
    ("permission", "fires"),
    [
        ("Principal: bedrock.amazonaws.com", True),
        ("Principal: !Sub 'bedrock.${AWS::URLSuffix}'", True),
        ("Principal: bedrock-agentcore.amazonaws.com, SourceArn: '*'", True),
        ("Principal: bedrock.amazonaws.com, SourceAccount: !Ref AWS::AccountId", False),
        ("Principal: lexv2.amazonaws.com", False),
    ],
)
def test_agents_of_others(permission: str, fires: bool) -> None:
    files = template(f"Action: lambda:InvokeFunction, {permission}")
    assert bool(findings(AgentInvokeWithoutSource(), files)) is fires
    assert not (fires and findings(PublicFunction(), files))
