from leastwise.rules.example import findings
from leastwise.rules.secrets.secret_in_env import SecretInEnv

TEMPLATE = """
Parameters:
  Hidden: {Type: String, NoEcho: true}
  Shown: {Type: String, Default: %s}
Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: i.h
      Role: arn:aws:iam::123456789012:role/r
      Code: {ZipFile: "def h(e, c): pass"}
      Environment: %s
"""


def names(environment: str, default: str = "''") -> list[str]:
    found = findings(SecretInEnv(), {"template.yaml": TEMPLATE % (default, environment)})
    return [finding.place.name for finding in found]


def test_a_default_that_flows_into_the_environment_counts_there() -> None:
    assert names("{Variables: {API_KEY: !Ref Shown}}", "9f86d081884c7d65") == ["API_KEY"]
    assert names("{Variables: {URL: !Sub 'postgres://o:${Shown}@db/o'}}", "hunter2") == ["URL"]


def test_what_is_not_known_is_no_finding() -> None:
    environment = (
        "{Variables: {API_KEY: !Ref Hidden, TOKEN: !ImportValue token, URL: !Sub 'postgres://o:${Hidden}@db/o'}}"
    )
    assert names(environment) == []


def test_odd_environments_are_survived() -> None:
    for environment in ("3", "{Variables: 3}", "{Variables: [PASSWORD]}", "{Variables: {PASSWORD: {a: [b]}}}"):
        assert names(environment) == []


def test_the_message_does_not_tell_the_secret() -> None:
    files = {"template.yaml": TEMPLATE % ("''", "{Variables: {DB_PASSWORD: hunter2-hunter2}}")}
    (finding,) = findings(SecretInEnv(), files)
    assert "hunter2" not in finding.message


def test_the_message_says_where_a_secret_of_another_file_is_written() -> None:
    terraform = """resource "aws_lambda_function" "f" {
  function_name = "f"
  role          = "arn:aws:iam::123456789012:role/r"
  environment {
    variables = { DB_PASSWORD = var.password }
  }
}
variable "password" {}
"""
    service = """service: s
useDotenv: true
provider: {name: aws, runtime: python3.13, environment: {DB_PASSWORD: '%s'}}
functions: {f: {handler: app.f}}
"""
    secret = "hunter2-hunter2"
    for files, where in (
        ({"main.tf": terraform, "terraform.tfvars": f'\npassword = "{secret}"\n'}, "terraform.tfvars:2"),
        ({"serverless.yml": service % "${file(e.yml):password}", "e.yml": f"password: {secret}\n"}, "e.yml:1"),
        ({"serverless.yml": service % "${env:SECRET}", ".env": f"SECRET={secret}\n"}, ".env:1"),
        ({"template.yaml": TEMPLATE % (secret, "{Variables: {DB_PASSWORD: !Ref Shown}}")}, "template.yaml:4"),
    ):
        (finding,) = findings(SecretInEnv(), files)
        assert finding.message.endswith(f", which is written at {where}.")
