"""An outsider's data becomes part of a query of DynamoDB or MongoDB."""

from leastwise.model.finding import Severity
from leastwise.rules.injection._examples import javascript, python
from leastwise.rules.injection._flows import InjectionRule

_BAD_PYTHON = """
import json

import boto3

dynamodb = boto3.client("dynamodb")


def handler(event, context):
    owner = event["queryStringParameters"]["owner"]
    found = dynamodb.execute_statement(  # leastwise: expect nosql-injection
        Statement=f"SELECT * FROM items WHERE owner = '{owner}'"
    )
    return {"statusCode": 200, "body": json.dumps(found["Items"])}
"""
_BAD_JAVASCRIPT = """
import { MongoClient } from "mongodb";

const client = new MongoClient(process.env.DATABASE);

export const handler = async (event) => {
  const { user, password } = JSON.parse(event.body);
  const users = client.db("shop").collection("users");
  const found = await users.findOne({ user, password }); // leastwise: expect nosql-injection
  return { statusCode: found ? 200 : 401 };
};
"""
_GOOD_PYTHON = """
import json

import boto3

dynamodb = boto3.client("dynamodb")


def handler(event, context):
    owner = event["queryStringParameters"]["owner"]
    found = dynamodb.execute_statement(
        Statement="SELECT * FROM items WHERE owner = ?", Parameters=[{"S": owner}]
    )
    return {"statusCode": 200, "body": json.dumps(found["Items"])}
"""
_GOOD_JAVASCRIPT = """
import { MongoClient } from "mongodb";

const client = new MongoClient(process.env.DATABASE);

export const handler = async (event) => {
  const { user, password } = JSON.parse(event.body);
  const wanted = { user: String(user), password: String(password) };
  const found = await client.db("shop").collection("users").findOne(wanted);
  return { statusCode: found ? 200 : 401 };
};
"""


class NosqlInjection(InjectionRule):
    id = "nosql-injection"
    title = "An outsider's data in a query of a document database"
    danger = "whoever sends it chooses what is read or changed"
    why = """
Expressions and PartiQL of DynamoDB are texts like SQL: what is written into them changes the condition. A query of
MongoDB is an object: where a text was expected and an object such as `{"$ne": null}` or `{"$where": "…"}` arrives, it
matches everything or runs code. JSON bodies bring such objects without further ado.
"""
    remediation = """
Keep the query fixed and give values apart from it; make sure that a value is the text or number it is meant to be.

- Python: `Key("id").eq(item)` and `Attr`, or `ExpressionAttributeValues`; PartiQL with `Parameters`; with MongoDB
  `{"name": str(name)}`, never `$where`.
- JavaScript: `ExpressionAttributeValues`; PartiQL with `Parameters`; with MongoDB `{ name: String(name) }` or
  `{ name: { $eq: name } }`, a schema that is checked before, and never `$where`.
"""
    severity = Severity.HIGH
    cwe = ("CWE-943",)
    references = {
        "owasp-serverless": ("A1:2017",),
        "owasp-top10": ("A05:2025",),
        "csa-serverless": ("SAS-01",),
        "pci-dss": ("6.2.4",),
        "nist-800-53": ("SI-10",),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))
