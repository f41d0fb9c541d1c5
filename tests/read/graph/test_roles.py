"""Roles: what belongs to each, wherever it is attached, and whose role a function has."""

import pytest

TRUST = "AssumeRolePolicyDocument: {Statement: {Effect: Allow, Action: 'sts:AssumeRole', Principal: {Service: lambda.amazonaws.com}}}"


def actions(role):
    return [action for statement in role.statements for action in statement.actions]


def test_inline_policies_with_their_places(application):
    app = application(f"""
        Role:
          Type: AWS::IAM::Role
          Properties:
            {TRUST}
            PermissionsBoundary: arn:aws:iam::aws:policy/PowerUserAccess
            Policies:
              - PolicyName: tables
                PolicyDocument:
                  Statement:
                    - Effect: Allow
                      Action: [dynamodb:GetItem, dynamodb:PutItem]
                      Resource: "*"
        """)
    (role,) = app.roles
    (statement,) = role.statements
    assert (statement.policy, statement.effect, statement.by) == ("tables", "Allow", "author")
    assert statement.actions == ("dynamodb:GetItem", "dynamodb:PutItem")
    assert statement.property["Action"][1].location.line == 13
    assert [p.value for p in statement.action_properties()] == list(statement.actions)
    assert [p.value for p in role.trust[0].principals] == ["lambda.amazonaws.com"]
    assert role.boundary == "arn:aws:iam::aws:policy/PowerUserAccess"


def test_policies_of_the_application_count_where_they_are_attached(application):
    app = application(f"""
        Fn: {{Type: AWS::Lambda::Function, Properties: {{Role: !GetAtt Role.Arn}}}}
        Role:
          Type: AWS::IAM::Role
          Properties:
            {TRUST}
            RoleName: worker
            ManagedPolicyArns: [!Ref Shared, arn:aws:iam::aws:policy/AmazonS3FullAccess]
        Shared:
          Type: AWS::IAM::ManagedPolicy
          Properties: {{PolicyDocument: {{Statement: {{Effect: Allow, Action: 'a:Shared', Resource: '*'}}}}}}
        Attached:
          Type: AWS::IAM::Policy
          Properties:
            PolicyName: attached
            Roles: [!Ref Role]
            PolicyDocument: {{Statement: {{Effect: Allow, Action: 'a:Attached', Resource: '*'}}}}
        ByName:
          Type: AWS::IAM::RolePolicy
          Properties:
            RoleName: worker
            PolicyDocument: {{Statement: {{Effect: Allow, Action: 'a:ByName', Resource: '*'}}}}
        Both:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            Roles: [!Ref Role]
            PolicyDocument: {{Statement: {{Effect: Allow, Action: 'a:Both', Resource: '*'}}}}
        """)
    role = app.functions[0].role
    assert role in app.roles
    assert sorted(actions(role)) == ["a:Attached", "a:Both", "a:ByName", "a:Shared"]
    assert [m.name for m in role.managed] == ["AmazonS3FullAccess"]
    assert {s.property.resource.name for s in role.statements} == {"Shared", "Attached", "ByName", "Both"}


def test_a_policy_attached_from_both_sides_counts_once(application):
    app = application(f"""
        Role: {{Type: AWS::IAM::Role, Properties: {{{TRUST}, ManagedPolicyArns: [!Ref Both]}}}}
        Both:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            Roles: [!Ref Role]
            PolicyDocument: {{Statement: {{Effect: Allow, Action: 'a:Both', Resource: '*'}}}}
        """)
    assert actions(app.roles[0]) == ["a:Both"]


def test_roles_outside_the_application_are_known_by_what_names_them(application):
    app = application(
        """
        Fn: {Type: AWS::Lambda::Function, Properties: {Role: !Ref RoleArn}}
        Other: {Type: AWS::Lambda::Function, Properties: {Role: !Ref RoleArn}}
        Literal: {Type: AWS::Lambda::Function, Properties: {Role: "arn:aws:iam::111122223333:role/x"}}
        One: {Type: AWS::Lambda::Function, Properties: {Role: !Select [0, !Ref List]}}
        Two: {Type: AWS::Lambda::Function, Properties: {Role: !Select [0, !Ref List]}}
        """,
        head="Parameters: {RoleArn: {Type: String}, List: {Type: CommaDelimitedList}}",
    )
    roles = {f.name: f.role for f in app.functions}
    assert roles["Fn"] is roles["Other"]
    assert roles["Fn"].resource is None
    assert roles["Fn"].id == "${RoleArn}"
    assert roles["Literal"].id == "arn:aws:iam::111122223333:role/x"
    assert roles["One"].id != roles["Two"].id
    assert {f.name for f in app.users_of(roles["Fn"])} == {"Fn", "Other"}


@pytest.mark.parametrize("role", ["worker", "arn:aws:iam::111122223333:role/service/worker"])
def test_a_literal_name_or_arn_is_the_role_of_that_name(application, role):
    app = application(f"""
        Fn: {{Type: AWS::Lambda::Function, Properties: {{Role: "{role}"}}}}
        Role: {{Type: AWS::IAM::Role, Properties: {{{TRUST}, RoleName: worker}}}}
        """)
    assert app.functions[0].role.resource.name == "Role"
    assert len(app.roles) == 1
