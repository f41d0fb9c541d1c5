"""edge-function-secrets: secrets in code, not the words that speak of them."""

import pytest

from leastwise.model.finding import Finding
from leastwise.rules.example import findings
from leastwise.rules.network.edge_function_secrets import EdgeFunctionSecrets

TEMPLATE = """
Parameters: {Password: {Type: String}, Domain: {Type: String}}
Resources:
  Gate:
    Type: AWS::CloudFront::Function
    Properties: {Name: gate, FunctionConfig: {Runtime: cloudfront-js-2.0}, FunctionCode: %s}
"""


def said(code: str) -> list[Finding]:
    return findings(EdgeFunctionSecrets(), {"template.yaml": TEMPLATE % code})


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("""'var auth = "Basic YWRtaW46aHVudGVyMg==";'""", "a password for basic authentication"),
        ("""'const jwtSecret = `k3y-0f-the-sh0p`;'""", "the secret `jwtSecret`"),
        ("""'var users = {"api-token": "7f83b1657ff1fc53"};'""", "the secret `api-token`"),
        ("""'let id = "AKIA2E0A8F3B244C9986";'""", "an AWS access key id"),
        ("""!Sub 'check("${Password}")'""", "the value of the parameter `Password`"),
        ("""!Sub 'check("{{resolve:secretsmanager:gate}}")'""", "a secret that is resolved when it is deployed"),
    ],
)
def test_what_is_found(code: str, what: str) -> None:
    if "AKIA" in code:
        code = code.replace("AKIA2E0A8F3B244C9986", "AKIA" + "2E7A2F3B244C5566")
    (finding,) = said(code)
    assert finding.message == f"The code of Gate, which runs at the edge, holds {what}."


@pytest.mark.parametrize(
    "code",
    [
        """'var header = "Basic ";'""",
        """'var token = "session"; var password = cookies["site-password"].value;'""",
        """'var secret = "<your secret 123>";'""",
        """'var tokenUrl = "https://login.example.com/oauth2/token1";'""",
        """!Sub 'redirect("https://${Domain}/login")'""",
        "!ImportValue code",
        "3",
    ],
)
def test_what_is_none(code: str) -> None:
    assert said(code) == []


def test_a_function_elsewhere_has_an_environment_for_that() -> None:
    text = """
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties: {Runtime: nodejs24.x, Handler: a.b, Code: {ZipFile: 'const jwtSecret = "k3y-0f-the-sh0p"'}}
"""
    assert findings(EdgeFunctionSecrets(), {"template.yaml": text}) == []
