"""Validators for models that are there, in the forms in which APIs are written."""

import pytest

from leastwise.rules.api.no_request_validation import NoRequestValidation
from leastwise.rules.example import contents, findings
from leastwise.rules.rule import Example
from leastwise.testing import assert_fixes

METHODS = """
Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: orders}}
  Order:
    Type: AWS::ApiGateway::Model
    Properties: {RestApiId: !Ref Api, ContentType: application/json, Schema: {type: object, required: [item]}}
  Post: METHOD
  Put: METHOD
"""
METHOD = """
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: VERB
      AuthorizationType: AWS_IAM
      RequestModels: {application/json: !Ref Order}
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: POST, Uri: "https://orders.example"}
"""
CALL = "x-amazon-apigateway-integration: {type: http_proxy, httpMethod: POST, uri: 'https://orders.example'}"
BODY = "{required: true, content: {application/json: {schema: {type: object, required: [item]}}}}"
DEFINITION = f"""
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        openapi: 3.0.1
        info: {{title: orders, version: "1"}}
        paths:
          /:
            post: {{requestBody: {BODY}, {CALL}}}
            put:
              requestBody: {BODY}
              {CALL}
"""
VALIDATOR = (
    "Checks: {Type: AWS::ApiGateway::RequestValidator, Properties: {RestApiId: !Ref Api, ValidateRequestBody: true}}"
)
FORMS = {
    "methods": METHODS.replace("METHOD", METHOD.replace("VERB", "POST"), 1).replace(
        "METHOD", METHOD.replace("VERB", "PUT")
    ),
    "definition": DEFINITION,
}
FORMS["another method has one"] = f"{FORMS['methods']}  {VALIDATOR}\n"


@pytest.mark.parametrize("form", FORMS)
def test_bodies_are_held_against_the_models_that_are_there(form: str) -> None:
    example = Example.cloudformation(FORMS[form])
    assert any(finding.edits for finding in findings(NoRequestValidation(), contents(example)))
    assert_fixes(type("Form", (NoRequestValidation,), {"bad": example}))


def test_where_one_body_has_no_model_nothing_is_known() -> None:
    template = FORMS["methods"].replace("      RequestModels: {application/json: !Ref Order}\n", "", 1)
    (finding,) = findings(NoRequestValidation(), {"template.yaml": template})
    assert finding.edits == ()
