"""An outsider's object is stored whole."""

from leastwise.model.finding import Severity
from leastwise.rules.injection._examples import javascript, python
from leastwise.rules.injection._flows import InjectionRule

_BAD_PYTHON = """
import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    table.put_item(Item=json.loads(event["body"]))  # leastwise: expect mass-assignment
    return {"statusCode": 201}
"""
_BAD_JAVASCRIPT = """
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export const handler = async (event) => {
  const Item = JSON.parse(event.body);
  await documents.send(new PutCommand({ TableName: process.env.TABLE, Item })); // leastwise: expect mass-assignment
  return { statusCode: 201 };
};
"""
_GOOD_PYTHON = """
import json
import os
import uuid

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    body = json.loads(event["body"])
    table.put_item(Item={"id": uuid.uuid4().hex, "name": body["name"]})
    return {"statusCode": 201}
"""
_GOOD_JAVASCRIPT = """
import { randomUUID } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export const handler = async (event) => {
  const { name } = JSON.parse(event.body);
  await documents.send(new PutCommand({ TableName: process.env.TABLE, Item: { id: randomUUID(), name } }));
  return { statusCode: 201 };
};
"""


class MassAssignment(InjectionRule):
    id = "mass-assignment"
    title = "An outsider's object is stored with all its fields"
    danger = "whoever sends it sets fields that were not meant to be set"
    why = """
The object is stored with whatever fields it brings: `role`, `price`, `owner`, `id`. What the page offers does not
matter, because the request can be written by hand.
"""
    remediation = """
Take the fields that are meant to be set, one by one or by a schema that refuses all others.

- Python: `table.put_item(Item={"id": uuid4().hex, "name": body["name"]})`; a pydantic model with `extra="forbid"`.
- JavaScript: `{ id: randomUUID(), name: body.name }`; a zod object with `.strict()`, a JSON schema with
  `additionalProperties: false`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-915",)
    references = {
        "owasp-serverless": ("A1:2017",),
        "owasp-top10": ("A08:2025",),
        "csa-serverless": ("SAS-01",),
        "pci-dss": ("6.2.4",),
        "nist-800-53": ("SI-10",),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))
