"""The execution roles of a service: what the author granted, and what the framework did."""

from collections.abc import Callable
from typing import Any

import pytest

from leastwise.model.graph import Function, Role
from leastwise.model.value import display

Deploy = Callable[..., Any]

STATEMENTS = """
iam:
  role:
    permissionsBoundary: arn:aws:iam::123456789012:policy/limit
    managedPolicies: [arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess]
    statements:
      - Effect: Allow
        Action: dynamodb:*
        Resource: "*"
"""


def role_of(app: Any, key: str) -> Role:
    function: Function = next(function for function in app.app.functions if function.name == key)
    assert function.role is not None
    return function.role


def granted(role: Role, by: str) -> set[str]:
    return {action for statement in role.statements if statement.by == by for action in statement.actions or ()}


def test_all_functions_share_what_the_author_grants_the_provider(deployed: Deploy) -> None:
    app = deployed("functions: {one: {handler: a.b}, two: {handler: a.c}}\n", provider=STATEMENTS)
    role = role_of(app, "one")
    assert role == role_of(app, "two")
    assert role.by == "author"
    assert granted(role, "author") == {"dynamodb:*"}
    assert "logs:PutLogEvents" in granted(role, "framework")
    assert [display(policy.arn) for policy in role.managed] == ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"]
    assert role.boundary == "arn:aws:iam::123456789012:policy/limit"
    assert app.line("IamRoleLambdaExecution") == "role:"
    assert app.line("IamRoleLambdaExecution", "Policies.0.PolicyDocument.Statement.0.Action") == "Action: dynamodb:*"


def test_the_spelling_of_version_two(deployed: Deploy) -> None:
    app = deployed(
        "functions: {one: {handler: a.b}}\n",
        provider="""
        iamRoleStatements: [{Effect: Allow, Action: "s3:*", Resource: "*"}]
        iamManagedPolicies: [arn:aws:iam::aws:policy/ReadOnlyAccess]
        rolePermissionsBoundary: arn:aws:iam::123456789012:policy/limit
        """,
    )
    role = role_of(app, "one")
    assert granted(role, "author") == {"s3:*"}
    assert [display(policy.arn) for policy in role.managed] == ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
    assert role.boundary == "arn:aws:iam::123456789012:policy/limit"


def test_a_role_without_grants_of_the_author_is_the_frameworks(deployed: Deploy) -> None:
    role = role_of(deployed("functions: {one: {handler: a.b}, two: {handler: a.c}}\n"), "one")
    assert role.by == "framework"
    assert granted(role, "author") == set()


def test_the_platform_gets_what_it_needs(deployed: Deploy) -> None:
    app = deployed(
        """
        functions:
          one:
            handler: a.b
            onError: arn:aws:sns:eu-west-1:123456789012:letters
            destinations: {onFailure: arn:aws:sqs:eu-west-1:123456789012:failed}
            kmsKeyArn: arn:aws:kms:eu-west-1:123456789012:key/1
        """,
        provider="tracing: {lambda: true}\nvpc: {securityGroupIds: [sg-1], subnetIds: [subnet-1]}",
    )
    role = role_of(app, "one")
    wanted = {"sns:Publish", "sqs:SendMessage", "kms:Decrypt", "xray:PutTraceSegments"}
    assert wanted <= granted(role, "framework")
    (policy,) = role.managed
    assert display(policy.arn).endswith("AWSLambdaVPCAccessExecutionRole")
    assert policy.by == "framework"


def test_a_role_for_each_function_by_the_plugin(deployed: Deploy) -> None:
    app = deployed(
        """
        plugins: [serverless-iam-roles-per-function]
        functions:
          alone: {handler: a.b, iamRoleStatements: [{Effect: Allow, Action: "sqs:*", Resource: "*"}]}
          heir:
            handler: a.b
            iamRoleStatementsInherit: true
            iamRoleStatements: [{Effect: Allow, Action: "sns:*", Resource: "*"}]
          rest: {handler: a.b}
        """,
        provider=STATEMENTS,
    )
    assert granted(role_of(app, "alone"), "author") == {"sqs:*"}
    assert granted(role_of(app, "heir"), "author") == {"dynamodb:*", "sns:*"}
    assert role_of(app, "rest").resource == app["IamRoleLambdaExecution"]
    assert "logs:PutLogEvents" in granted(role_of(app, "alone"), "framework")
    assert not role_of(app, "alone").managed
    assert app.line("AloneIamRoleLambdaExecution").startswith("alone:")


def test_the_plugin_can_inherit_by_default(deployed: Deploy) -> None:
    app = deployed(
        """
        plugins: [serverless-iam-roles-per-function]
        custom: {serverless-iam-roles-per-function: {defaultInherit: true}}
        functions:
          heir: {handler: a.b, iamRoleStatements: []}
          alone: {handler: a.b, iamRoleStatements: [], iamRoleStatementsInherit: false}
        """,
        provider=STATEMENTS,
    )
    assert granted(role_of(app, "heir"), "author") == {"dynamodb:*"}
    assert granted(role_of(app, "alone"), "author") == set()


def test_statements_of_a_function_do_nothing_before_version_four(deployed: Deploy) -> None:
    text = """
        frameworkVersion: "3"
        functions:
          one: {handler: a.b, iamRoleStatements: [{Effect: Allow, Action: "sqs:*", Resource: "*"}]}
        """
    app = deployed(text)
    assert granted(role_of(app, "one"), "author") == set()
    assert any("have no effect" in unread.reason for unread in app.unread)


def test_a_role_for_each_function_by_version_four(deployed: Deploy) -> None:
    app = deployed(
        """
        functions:
          heir: {handler: a.b}
          alone: {handler: a.b, iam: {inheritStatements: false, role: {statements: [
            {Effect: Allow, Action: "sqs:*", Resource: "*"}]}}}
        """,
        provider=STATEMENTS.replace("    managed", "    mode: perFunction\n    managed"),
    )
    assert granted(role_of(app, "heir"), "author") == {"dynamodb:*"}
    assert granted(role_of(app, "alone"), "author") == {"sqs:*"}
    assert len(role_of(app, "alone").managed) == 1
    assert "IamRoleLambdaExecution" not in app


@pytest.mark.parametrize(
    ("provider", "function", "role"),
    [
        ("iam: {role: Own}", "", "${Own.Arn}"),
        ("iam: {role: !GetAtt Own.Arn}", "", "${Own.Arn}"),
        ("role: arn:aws:iam::123456789012:role/own", "", "arn:aws:iam::123456789012:role/own"),
        ("", ", role: Own", "${Own.Arn}"),
        ("iam: {role: Other}", ", role: !GetAtt Own.Arn", "${Own.Arn}"),
    ],
)
def test_roles_that_the_author_names(deployed: Deploy, provider: str, function: str, role: str) -> None:
    own = "resources: {Resources: {Own: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {}}}}}\n"
    app = deployed(f"functions: {{one: {{handler: a.b{function}}}}}\n{own}", provider=provider)
    found = app["OneLambdaFunction"]["Role"]
    assert display(found.value) == role
    assert found.by == "author"
    assert "IamRoleLambdaExecution" not in app


def test_the_plugin_leaves_out_some_grants(deployed: Deploy) -> None:
    """The framework gives them to the shared role, which the function no longer has."""
    app = deployed(
        """
        plugins: [serverless-iam-roles-per-function]
        functions:
          own: {handler: a.b, tracing: Active, iamRoleStatements: []}
          rest: {handler: a.b}
        """
    )
    assert "xray:PutTraceSegments" not in granted(role_of(app, "own"), "framework")
    assert "xray:PutTraceSegments" in granted(role_of(app, "rest"), "framework")


def test_the_plugin_beside_a_role_for_each_function(deployed: Deploy) -> None:
    text = "plugins: [serverless-iam-roles-per-function]\nfunctions: {one: {handler: a.b, iamRoleStatements: []}}\n"
    app = deployed(text, provider="iam: {role: {mode: perFunction}}")
    assert role_of(app, "one").resource == app["OneIamRoleLambdaExecution"]
