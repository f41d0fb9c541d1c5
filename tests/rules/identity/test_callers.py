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


TRIES = """
import base64, json
def claims_of(header):
    payload = header.split(".")[1]
    try:
        found = base64.b64decode(payload)
    except ValueError:
        found = base64.b64decode(payload + "==")
    return json.loads(found)
def handler(event, context):
    return {"statusCode": 200, "body": claims_of(event["headers"]["authorization"])["sub"]}
"""
TRIES_OF_SCRIPT = """
const claimsOf = (header) => {
  const payload = header.split(".")[1];
  let text;
  try {
    text = atob(payload);
  } catch {
    text = Buffer.from(payload, "base64url").toString();
  }
  return JSON.parse(text);
};
export const handler = async (event) => ({ statusCode: 200, body: claimsOf(event.headers.authorization).sub });
"""


def test_several_tries_to_decode_a_token_are_one_fault_where_its_claims_are_read():
    assert lines(UnverifiedJwt, TRIES) == [9]
    assert lines(UnverifiedJwt, TRIES_OF_SCRIPT, runtime="nodejs22.x") == [10]


ROLE = """
import hmac, json, os, boto3
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
        ('body["userType"] == "admin"', True),
        ('body["userType"] == "driver"', False),
        ('event["headers"]["authorization"] == "letmein"', True),
        ('event["headers"].get("x-token") in ("admin", "staff")', True),
        ('dict(event["headers"])["authorization"] == "Bearer staff"', True),
        ('event["queryStringParameters"]["token"] == "1234"', True),
        ('event["headers"]["authorization"] == "Bearer"', False),
        ('body["role"] in ["admin", "owner"]', True),
        ('body["role"] in ["driver", "cook"]', False),
        ('body["role"] not in ["admin", "owner"]', False),
        ('event["headers"]["authorization"] == os.environ["TOKEN"]', False),
        (
            'event["headers"]["authorization"] == boto3.client("ssm").get_parameter(Name="t")["Parameter"]["Value"]',
            False,
        ),
        ('event["headers"]["authorization"] == "9f86d081884c7d659a2feaa0c55ad015"', False),
        ('hmac.compare_digest(event["headers"]["authorization"], "staff")', False),
        ('event["headers"]["authorization"] != "admin"', False),
        ('event["headers"]["x-event-type"] == "push"', False),
        ('event["requestContext"]["authorizer"]["claims"]["role"] == "admin"', False),
    ],
)
def test_the_request_says_which_rights_it_has(test, fires):
    assert lines(ClientSideRole, ROLE.replace("TEST", test)) == ([6] if fires else [])


def test_a_word_that_anybody_guesses_decides_what_is_done():
    code = """
import { DeleteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
const database = new DynamoDBClient({});
export const handler = async (event) => {
  const token = event.headers.authorization;
  if (!token) return { statusCode: 401 };
  if (TEST) return { statusCode: 403 };
  await database.send(new DeleteItemCommand({ TableName: "a", Key: { id: { S: "1" } } }));
};
"""
    for test, fires in (
        ('token !== "staff"', True),
        ('token !== "admin" && token !== "staff"', True),
        ("token !== process.env.TOKEN", False),
        ("!['admin', 'staff'].includes(token)", True),
    ):
        assert lines(ClientSideRole, code.replace("TEST", test), runtime="nodejs22.x") == ([7] if fires else []), test


RIGHTS = """
import json, boto3
users = boto3.resource("dynamodb").Table("users")
orders = boto3.resource("dynamodb").Table("orders")
def may(name):
    user = users.get_item(Key={"userId": name})["Item"]
    return CHECK
def handler(event, context):
    body = json.loads(event["body"])
    if may(WHO):
        orders.delete_item(Key={"id": body["id"]})
"""


@pytest.mark.parametrize(
    ("who", "check", "fires"),
    [
        ('body["userId"]', 'user["isAdmin"]', True),
        ('event["headers"]["x-user-id"]', 'user.get("is_admin", False)', True),
        ('body["user"]["email"]', 'user["role"] == "admin"', True),
        ('event["queryStringParameters"]["username"]', 'user.get("is_admin", False)', True),
        ('body["userId"]', 'user["active"]', False),
        ('body["userId"]', 'user["role"] == "driver"', False),
        ('event["requestContext"]["authorizer"]["claims"]["sub"]', 'user["isAdmin"]', False),
        ('body["sessionId"]', 'user["isAdmin"]', False),
    ],
)
def test_rights_are_looked_up_for_whoever_the_request_names(who, check, fires):
    assert lines(ClientSideRole, RIGHTS.replace("WHO", who).replace("CHECK", check)) == ([5] if fires else [])


def test_rights_of_whoever_knows_the_password():
    code = RIGHTS.replace("WHO", 'body["username"]').replace("CHECK", 'user["isAdmin"]')
    known = code.replace("    return", '    if user["hash"] != hash_of(event["body"]): return False\n    return')
    assert lines(ClientSideRole, known.replace("(name)", "(name, event)").replace('me"])', 'me"], event)')) == []


def test_rights_of_whoever_signs_in_first():
    code = """
import boto3, json
from secret import same
users = boto3.resource("dynamodb").Table("users")
def user_of(email):
    return users.get_item(Key={"email": email})["Item"]
def sign_in(user, body):
    if not same(user["password"], body["password"]):
        raise PermissionError
def handler(event, context):
    body = json.loads(event["body"])
    user = user_of(body["email"])
    SIGN
    if user["role"] == "admin":
        users.delete_item(Key={"email": body["other"]})
"""
    assert lines(ClientSideRole, code.replace("SIGN", "print(user)")) == [6]
    assert lines(ClientSideRole, code.replace("SIGN", "sign_in(user, body)")) == []
    assert lines(ClientSideRole, code.replace("SIGN", "check_password(user, body)")) == []


def test_rights_are_looked_up_in_the_handler():
    code = """
import { DeleteItemCommand, DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
const database = new DynamoDBClient({});
export const handler = async (event) => {
  const { userId, id } = JSON.parse(event.body);
  const { Item } = await database.send(new GetItemCommand({ TableName: "users", Key: { userId: { S: userId } } }));
  if (!Item.isAdmin.BOOL) return { statusCode: 403 };
  await database.send(new DeleteItemCommand({ TableName: "orders", Key: { id: { S: id } } }));
};
"""
    assert lines(ClientSideRole, code, runtime="nodejs22.x") == [6]
    own = code.replace("S: userId", "S: event.requestContext.authorizer.jwt.claims.sub")
    assert lines(ClientSideRole, own, runtime="nodejs22.x") == []


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


OWNED = """
import boto3, json
orders = boto3.resource("dynamodb").Table("orders")
goods = boto3.resource("dynamodb").Table("goods")
def place(event):
    claims = event["requestContext"]["authorizer"]["jwt"]["claims"]
    orders.put_item(Item={"orderId": "1", "memberId": claims["sub"], "note": event["body"]})
    goods.put_item(Item={"id": "1", "name": event["body"]})
def show(name, who):
    order = BODY
    return {"statusCode": 200, "body": json.dumps(order)}
def handler(event, context):
    if event["rawPath"] == "/new":
        return place(event)
    return show(event["pathParameters"]["orderId"], event["requestContext"]["authorizer"]["jwt"]["claims"])
"""


@pytest.mark.parametrize(
    ("body", "fires"),
    [
        ('orders.get_item(Key={"orderId": name})["Item"]', True),
        ('orders.delete_item(Key={"orderId": name})', True),
        ('orders.get_item(Key={"orderId": name, "memberId": who["sub"]})["Item"]', False),
        ('orders.get_item(Key={"orderId": name})["Item"]\n    if order["memberId"] != who["sub"]: return None', False),
        ('orders.get_item(Key={"orderId": name})["Item"]\n    if not may_see(order, who): return None', False),
        ('orders.delete_item(Key={"orderId": name}, ConditionExpression="memberId = :m")', False),
        ('goods.get_item(Key={"orderId": name})["Item"]', False),
        ('orders.get_item(Key={"orderId": "1"})["Item"]', False),
        ('len(orders.get_item(Key={"orderId": name})["Item"]["note"])', False),
    ],
)
def test_an_item_that_has_an_owner_is_given_to_whoever_asks(body, fires):
    code = OWNED.replace("BODY", body)
    assert lines(BrokenObjectAccess, code, BEHIND, Api=API) == ([10] if fires else [])
    assert lines(BrokenObjectAccess, code) == []


def test_whose_an_item_is_is_asked_where_it_is_used():
    code = """
import boto3, json
orders = boto3.resource("dynamodb").Table("orders")
def found(name):
    return orders.get_item(Key={"orderId": name})["Item"]
def handler(event, context):
    who = event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"]
    if event["rawPath"] == "/new":
        return orders.put_item(Item={"orderId": "1", "memberId": who})
    order = found(event["pathParameters"]["orderId"])
    CHECK
    return {"statusCode": 200, "body": json.dumps(order)}
def of(order):
    return order["memberId"]
"""
    for check, fires in (("", True), ("if of(order) != who: return {}", False)):
        assert lines(BrokenObjectAccess, code.replace("CHECK", check), BEHIND, Api=API) == ([5] if fires else [])


def test_an_item_that_has_an_owner_is_given_away_in_javascript():
    code = """
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
const database = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const show = async (orderId, caller) => {
  const { Item } = await database.send(new GetCommand({ TableName: "orders", Key: { orderId } }));
  CHECK
  return { statusCode: 200, body: JSON.stringify(Item) };
};
export const handler = async (event) => {
  const { sub } = event.requestContext.authorizer.jwt.claims;
  if (event.pathParameters?.id) return show(event.pathParameters.id, sub);
  const Item = { orderId: "1", userId: sub, note: event.body };
  await database.send(new PutCommand({ TableName: "orders", Item }));
};
"""
    for check, fires in (("", True), ("if (Item.userId !== caller) return { statusCode: 404 };", False)):
        told = lines(BrokenObjectAccess, code.replace("CHECK", check), BEHIND, "nodejs22.x", Api=API)
        assert told == ([6] if fires else [])


DOOR = {
    "Type": "AWS::Serverless::Api",
    "Properties": {
        "StageName": "live",
        "Auth": {"DefaultAuthorizer": "Door", "Authorizers": {"Door": {"FunctionArn": {"Fn::GetAtt": ["F", "Arn"]}}}},
    },
}
ANSWER = """
import jwt, os, boto3
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
        ("claims = jwt.decode(token, options={'verify_signature': False}); print(claims['sub'])", True),
        ("claims = jwt.decode(token, os.environ['KEY'], algorithms=['HS256'])", False),
        ("kid = jwt.get_unverified_header(token)['kid']; claims = jwt.decode(token, keys[kid])", False),
        ("if jwt.decode(token, options={'verify_signature': False})['aud'] != 'shop': raise Exception('no')", True),
        ("known(token)", False),
        ("boto3.client('secretsmanager').get_secret_value(SecretId=token)", False),
        ("boto3.resource('dynamodb').Table('a').get_item(Key={'id': token})", False),
    ],
)
def test_an_authorizer_that_lets_everybody_in(before, fires):
    code = ANSWER.replace("BEFORE", before)
    assert lines(AuthorizerAcceptsAll, code, None, Api=DOOR) == ([7] if fires else [])
    assert lines(AuthorizerAcceptsAll, code) == []


def test_an_authorizer_that_reads_a_token_and_believes_it():
    code = """
import jwt from "jsonwebtoken";
export const handler = async (event) => {
  const claims = READ(event.headers[process.env.NAME].replace(/^Bearer /, ""), process.env.KEY) || {};
  if (claims.use && claims.use !== "id") console.log("of another kind", claims.use);
  const Statement = [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: event.methodArn }];
  return { principalId: claims.sub || "guest", policyDocument: { Version: "2012-10-17", Statement } };
};
"""
    for read, fires in (("jwt.decode", True), ("jwt.verify", False)):
        told = lines(AuthorizerAcceptsAll, code.replace("READ", read), None, "nodejs22.x", Api=DOOR)
        assert told == ([7] if fires else [])


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
