"""Rules about who a caller is: what is the caller's own word, and what the API found out."""

import pytest
from tests.code.taint.apps import HTTP, application, function

from leastwise.rules.identity.authorizer_accepts_all import AuthorizerAcceptsAll
from leastwise.rules.identity.broken_object_access import BrokenObjectAccess
from leastwise.rules.identity.client_side_role import ClientSideRole
from leastwise.rules.identity.unverified_jwt import UnverifiedJwt

POOL = {
    "IdentitySource": "$request.header.Authorization",
    "JwtConfiguration": {"issuer": "https://id.example.com", "audience": ["shop"]},
}
API = {
    "Type": "AWS::Serverless::HttpApi",
    "Properties": {"Auth": {"DefaultAuthorizer": "Pool", "Authorizers": {"Pool": POOL}}},
}
BEHIND = {
    "Get": {"Type": "HttpApi", "Properties": {"ApiId": {"Ref": "Api"}, "Method": "get", "Path": "/orders/{userId}"}}
}


def lines(rule, code, events=HTTP, runtime="python3.13", **more):
    """The lines where a rule fires in one function."""
    file = "app.py" if runtime.startswith("python") else "app.mjs"
    app = application({"F": function("app", events, runtime), **more}, {file: code})
    found = rule()
    found.prepare(app)
    return [one.location.line for one in found.check(app)]


TOKEN = """
import jwt
def handler(event, context):
    token = event["headers"]["authorization"]
    claims = jwt.decode(token, OPTIONS)
    return {"statusCode": 200, "body": claims["sub"]}
"""


@pytest.mark.parametrize(
    ("options", "fires"),
    [
        ("options={'verify_signature': False}", True),
        ("verify=False", True),
        ("'', algorithms=['none']", True),
        ("KEY, algorithms=['RS256']", False),
        ("KEY, algorithms=ALGORITHMS", False),
        ("KEY, algorithms=['RS256'], options={'verify_exp': False}", False),
    ],
)
def test_a_token_is_believed_without_its_signature(options, fires):
    assert lines(UnverifiedJwt, TOKEN.replace("OPTIONS", options)) == ([5] if fires else [])


def test_behind_an_authorizer_the_token_was_checked():
    code = TOKEN.replace("OPTIONS", "options={'verify_signature': False}")
    assert lines(UnverifiedJwt, code, BEHIND, Api=API) == []
    assert lines(UnverifiedJwt, code.replace('["headers"]["authorization"]', '["body"]'), BEHIND, Api=API) == [5]


def test_the_key_is_looked_up_before_the_token_is_checked():
    code = TOKEN.replace("OPTIONS", "options={'verify_signature': False}")
    checked = code.replace("    return", "    jwt.decode(token, find(claims['iss']), algorithms=['RS256'])\n    return")
    assert lines(UnverifiedJwt, checked) == []


@pytest.mark.parametrize(
    ("expression", "fires"),
    [
        ("Buffer.from(event.headers.authorization.split('.')[1], 'base64').toString()", True),
        ("atob(event.headers.authorization.split('.')[1])", True),
        ("atob(event.headers.authorization.split(' ')[1])", False),
        ("atob(event.body)", False),
    ],
)
def test_the_middle_of_a_token_is_decoded_by_hand(expression, fires):
    code = f"export const handler = async (event) => {{\n  return JSON.parse({expression});\n}};\n"
    assert lines(UnverifiedJwt, code, runtime="nodejs22.x") == ([2] if fires else [])


ROLE = """
import json, boto3
table = boto3.client("dynamodb")
def handler(event, context):
    body = json.loads(event["body"])
    if TEST:
        table.delete_item(TableName="a", Key={"id": {"S": "1"}})
"""


@pytest.mark.parametrize(
    ("test", "fires"),
    [
        ('body["isAdmin"]', True),
        ('body.get("is_admin") == True', True),
        ('body["user"]["role"] == "admin"', True),
        ('event["headers"]["x-role"] == "superuser"', True),
        ('event["queryStringParameters"]["admin"] == "true"', True),
        ('body["role"] == "driver"', False),
        ('body["administrative_area"]', False),
        ('body["confirmed"]', False),
        ('event["requestContext"]["authorizer"]["claims"]["role"] == "admin"', False),
    ],
)
def test_the_request_says_which_rights_it_has(test, fires):
    assert lines(ClientSideRole, ROLE.replace("TEST", test)) == ([6] if fires else [])


OWNER = """
import boto3
table = boto3.client("dynamodb")
def handler(event, context):
    key = EXPRESSION
    return table.get_item(TableName="a", Key={"id": {"S": key}})
"""


@pytest.mark.parametrize(
    ("expression", "fires"),
    [
        ('event["pathParameters"]["userId"]', True),
        ('event["queryStringParameters"]["email"]', True),
        ('event["pathParameters"]["productId"]', False),
        ('event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"]', False),
    ],
)
def test_the_request_says_whose_data_it_gets(expression, fires):
    code = OWNER.replace("EXPRESSION", expression)
    assert lines(BrokenObjectAccess, code, BEHIND, Api=API) == ([6] if fires else [])
    assert lines(BrokenObjectAccess, code) == []


def test_whoever_looks_at_the_subject_may_be_comparing_it():
    code = OWNER.replace(
        "EXPRESSION",
        'event["pathParameters"]["userId"]\n    if key != event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"]: raise Exception',
    )
    assert lines(BrokenObjectAccess, code, BEHIND, Api=API) == []


DOOR = {
    "Type": "AWS::Serverless::Api",
    "Properties": {
        "StageName": "live",
        "Auth": {"DefaultAuthorizer": "Door", "Authorizers": {"Door": {"FunctionArn": {"Fn::GetAtt": ["F", "Arn"]}}}},
    },
}
ANSWER = """
import os, boto3
def handler(event, context):
    token = event["authorizationToken"]
    BEFORE
    statement = {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": event["methodArn"]}
    return {"principalId": "a", "policyDocument": {"Version": "2012-10-17", "Statement": [statement]}}
"""


@pytest.mark.parametrize(
    ("before", "fires"),
    [
        ("print(token)", True),
        ("if not token: raise Exception('Unauthorized')", True),
        ("if token != os.environ['TOKEN']: raise Exception('Unauthorized')", False),
        ("known(token)", False),
        ("boto3.client('secretsmanager').get_secret_value(SecretId=token)", False),
        ("boto3.resource('dynamodb').Table('a').get_item(Key={'id': token})", False),
    ],
)
def test_an_authorizer_that_lets_everybody_in(before, fires):
    code = ANSWER.replace("BEFORE", before)
    assert lines(AuthorizerAcceptsAll, code, None, Api=DOOR) == ([7] if fires else [])
    assert lines(AuthorizerAcceptsAll, code) == []


DOOR = {
    "Type": "AWS::Serverless::Api",
    "Properties": {
        "StageName": "live",
        "Auth": {"DefaultAuthorizer": "Door", "Authorizers": {"Door": {"FunctionArn": {"Fn::GetAtt": ["F", "Arn"]}}}},
    },
}
REFUSES = """
import os
USERS = {"t1": "Ada"}
def handler(event, context):
    token = event["authorizationToken"]
    headers = event["headers"]
    if TEST:
        raise Exception("Unauthorized")
    return {"policyDocument": {"Statement": [{"Effect": "Allow", "Resource": event["methodArn"]}]}}
"""


@pytest.mark.parametrize(
    ("test", "fires"),
    [
        ("not token", True),
        ('event["type"] != "TOKEN"', True),
        ('headers["X-Forwarded-Proto"] != "https"', True),
        ("not USERS.get(token)", False),
        ('headers.get("a") != os.environ["A"] and headers.get("b") != os.environ["B"]', False),
        ('not any(token == one for one in os.environ["TOKENS"].split(","))', False),
    ],
)
def test_an_authorizer_that_refuses_by_what_the_request_holds_does_not_accept_all(test, fires):
    assert lines(AuthorizerAcceptsAll, REFUSES.replace("TEST", test), None, Api=DOOR) == ([9] if fires else [])


ACCEPTS = """
const users = JSON.parse(process.env.USERS);
export const handler = async ({ headers, queryStringParameters, methodArn }) => {
  if (TEST) {
    return { policyDocument: { Statement: [{ Effect: "Allow", Resource: methodArn }] } };
  }
  throw new Error("Unauthorized");
};
"""


@pytest.mark.parametrize(
    ("test", "fires"),
    [
        ("headers && headers.key", True),
        ("(headers && headers['X-Forwarded-Proto'] === 'https') || queryStringParameters.key", True),
        (
            "(headers && headers.key === process.env.KEY) || "
            "(queryStringParameters && queryStringParameters.key === process.env.KEY)",
            False,
        ),
        ("users.find((user) => user.key === headers.key)", False),
    ],
)
def test_one_of_several_conditions_is_enough(test, fires):
    code = ACCEPTS.replace("TEST", test)
    assert lines(AuthorizerAcceptsAll, code, None, "nodejs22.x", Api=DOOR) == ([5] if fires else [])
