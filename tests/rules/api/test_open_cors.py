"""open-cors: what an open origin weighs."""

import pytest

from leastwise.model.finding import Severity
from leastwise.rules.api.open_cors import OpenCors
from leastwise.rules.example import findings

URL = """
Resources:
  Url:
    Type: AWS::Lambda::Url
    Properties:
      TargetFunctionArn: orders
      AuthType: AWS_IAM
      Cors: {AllowOrigins: ["*"], AllowCredentials: true}
"""
HTTP_API = """
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Name: orders
      ProtocolType: HTTP
      CorsConfiguration: {AllowOrigins: ["*"], AllowCredentials: true}
"""


@pytest.mark.parametrize(("template", "severity"), [(URL, Severity.HIGH), (HTTP_API, Severity.LOW)])
def test_an_http_api_takes_no_credentials_beside_every_origin(template, severity):
    (finding,) = findings(OpenCors(), {"template.yaml": template})
    assert finding.severity is severity
    assert ("refused" in finding.severity_reason) is (severity is Severity.LOW)
