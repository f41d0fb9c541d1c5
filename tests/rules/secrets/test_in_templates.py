"""Secrets in templates other than in functions' variables."""

import pytest

from leastwise.rules.example import findings
from leastwise.rules.secrets.noecho_missing import NoechoMissing
from leastwise.rules.secrets.plain_parameter import PlainParameter
from leastwise.rules.secrets.secret_in_template import SecretInTemplate
from leastwise.rules.secrets.secret_not_rotated import SecretNotRotated


def places(rule: type, text: str) -> list[str]:
    return [f"{f.place.resource.name} {f.place.dotted}" for f in findings(rule(), {"template.yaml": text})]


DATABASE = """
Parameters: {P: {Type: String, Default: hunter2hunter2}}
Resources: {D: {Type: AWS::RDS::DBInstance, Properties: {MasterUserPassword: VALUE}}}
"""


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("hunter2hunter2", True),
        ("!Ref P", False),  # the parameter's own finding
        ("!Sub '${P}'", False),
        ("'{{resolve:ssm-secure:/db:1}}'", False),
        ("changeme", False),
    ],
)
def test_a_password_that_is_written_there(value: str, found: bool) -> None:
    assert bool(places(SecretInTemplate, DATABASE.replace("VALUE", value))) is found


def test_units_of_tokens_are_no_tokens() -> None:
    text = (
        "Resources: {C: {Type: AWS::Cognito::UserPoolClient, Properties: {TokenValidityUnits: {AccessToken: hours}}}}"
    )
    assert places(SecretInTemplate, text) == []


def test_a_key_in_user_data_is_found_by_its_shape() -> None:
    key = "AKIA" + "J7QX2M3N4P5R6S7T"
    text = f"Resources: {{I: {{Type: AWS::EC2::Instance, Properties: {{UserData: 'export AWS_ACCESS_KEY_ID={key}'}}}}}}"
    assert places(SecretInTemplate, text) == ["I UserData"]


def test_variables_of_functions_are_another_rules() -> None:
    text = """
Resources:
  F: {Type: AWS::Lambda::Function, Properties: {Environment: {Variables: {DB_PASSWORD: hunter2hunter2}}}}
"""
    assert places(SecretInTemplate, text) == []


@pytest.mark.parametrize(
    ("declared", "place"),
    [
        ("{Type: String}", "DbPassword NoEcho"),
        ("{Type: String, NoEcho: false}", "DbPassword NoEcho"),
        ("{Type: String, NoEcho: 'true'}", None),
        ("{Type: String, Default: changeme, NoEcho: true}", None),
        ("{Type: String, Description: Name of the secret}", None),
        ("{Type: Number}", None),
        ("{Default: s3cr3tw0rd, NoEcho: true}", "DbPassword Default"),
        ("3", None),
    ],
)
def test_parameters_for_secrets(declared: str, place: str | None) -> None:
    text = f"Parameters: {{DbPassword: {declared}}}\nResources: {{T: {{Type: AWS::SNS::Topic}}}}"
    assert places(NoechoMissing, text) == ([place] if place else [])


def test_a_parameter_of_a_nested_stack_is_pointed_at_in_its_own_file() -> None:
    parent = "Resources: {Child: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml}}}"
    child = "Parameters: {Token: {Type: String}}\nResources: {T: {Type: AWS::SNS::Topic}}"
    (found,) = findings(NoechoMissing(), {"template.yaml": parent, "child.yaml": child})
    assert found.location.file == "child.yaml"


@pytest.mark.parametrize(("hidden", "found"), [("true", True), ("false", False)])
def test_a_value_that_a_hidden_parameter_brings_is_a_secret(hidden: str, found: bool) -> None:
    text = f"""
Parameters: {{Value: {{Type: String, NoEcho: {hidden}}}}}
Resources: {{ApiKey: {{Type: AWS::SSM::Parameter, Properties: {{Type: String, Value: !Ref Value}}}}}}
"""
    assert bool(places(PlainParameter, text)) is found


def test_rotation_by_way_of_an_attachment() -> None:
    text = """
Resources:
  Login: {Type: AWS::SecretsManager::Secret}
  Attached: {Type: AWS::SecretsManager::SecretTargetAttachment, Properties: {SecretId: !Ref Login}}
  Rotation: {Type: AWS::SecretsManager::RotationSchedule, Properties: {SecretId: !Ref Attached}}
"""
    assert places(SecretNotRotated, text) == []
