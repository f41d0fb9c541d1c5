"""What one function stores for an outsider reaches a dangerous call of another one."""

from leastwise.model.finding import Severity
from leastwise.rules.injection._flows import InjectionRule
from leastwise.rules.rule import Example

_TEMPLATE = """
            Resources:
              Save:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: RUNTIME
                  Handler: save.handler
                  CodeUri: src/
                  Policies: [{DynamoDBWritePolicy: {TableName: !Ref Orders}}]
                  Environment: {Variables: {ORDERS: !Ref Orders}}
                  Events:
                    Post: {Type: HttpApi, Properties: {Method: post, Path: /orders}}
              Report:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: RUNTIME
                  Handler: report.handler
                  CodeUri: src/
                  Policies: [{DynamoDBReadPolicy: {TableName: !Ref Orders}}]
                  Environment: {Variables: {ORDERS: !Ref Orders}}
                  Events:
                    Nightly: {Type: Schedule, Properties: {Schedule: rate(1 day)}}
              Orders: {Type: AWS::Serverless::SimpleTable}
"""
_SAVE_PYTHON = """
import json
import os
import uuid

import boto3

orders = boto3.resource("dynamodb").Table(os.environ["ORDERS"])


def handler(event, context):
    body = json.loads(event["body"])
    orders.put_item(Item={"id": str(uuid.uuid4()), "city": body["city"]})
    return {"statusCode": 201}
"""
_REPORT_PYTHON = """
import os
import sqlite3

import boto3

orders = boto3.resource("dynamodb").Table(os.environ["ORDERS"])


def handler(event, context):
    database = sqlite3.connect("/tmp/cities.db")
    for order in orders.scan()["Items"]:
        database.execute(f"UPDATE cities SET n = n + 1 WHERE name = '{order['city']}'")  # leastwise: expect RULE
"""
_SAFE_PYTHON = """
import os
import sqlite3

import boto3

orders = boto3.resource("dynamodb").Table(os.environ["ORDERS"])


def handler(event, context):
    database = sqlite3.connect("/tmp/cities.db")
    for order in orders.scan()["Items"]:
        database.execute("UPDATE cities SET n = n + 1 WHERE name = ?", (order["city"],))
        database.execute(f"INSERT INTO seen VALUES ('{order['id']}')")
"""
_SAVE_JAVASCRIPT = """
import { randomUUID } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";

const database = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export const handler = async (event) => {
  const { file } = JSON.parse(event.body);
  await database.send(new PutCommand({ TableName: process.env.ORDERS, Item: { id: randomUUID(), file } }));
  return { statusCode: 201 };
};
"""
_REPORT_JAVASCRIPT = """
import { execSync } from "node:child_process";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";

const database = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export const handler = async () => {
  const { Items } = await database.send(new ScanCommand({ TableName: process.env.ORDERS }));
  for (const { file } of Items) {
    execSync(`gzip /tmp/${file}`); // leastwise: expect RULE
  }
};
"""
_SAFE_JAVASCRIPT = """
import { execFileSync } from "node:child_process";
import { basename } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";

const database = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export const handler = async () => {
  const { Items } = await database.send(new ScanCommand({ TableName: process.env.ORDERS }));
  for (const { file } of Items) {
    execFileSync("gzip", [`/tmp/${basename(file)}`]);
  }
};
"""


def _python(report: str) -> Example:
    files = {"src/save.py": _SAVE_PYTHON, "src/report.py": report.replace("RULE", "second-order-injection")}
    return Example.sam(_TEMPLATE.replace("RUNTIME", "python3.13"), files=files)


def _javascript(report: str) -> Example:
    files = {"src/save.mjs": _SAVE_JAVASCRIPT, "src/report.mjs": report.replace("RULE", "second-order-injection")}
    return Example.sam(_TEMPLATE.replace("RUNTIME", "nodejs22.x"), files=files)


class SecondOrderInjection(InjectionRule):
    id = "second-order-injection"
    title = "What an outsider had stored is acted on unchecked"
    danger = "what was written there with a request takes effect here"
    why = """
What one function stores for a caller is still the caller's text when another function reads it. The second one trusts
its own table, bucket or queue, and has no request in sight that anybody would check: no firewall and no validation of
the API stands between. The text waits there until a report, a nightly run or an administrator's page picks it up,
often with a role that may do more than the function that stored it.
"""
    remediation = """
Treat what is stored as what a request brings: use the safe form at the call, and check what is stored before it is.

- Python: parameters (`execute("… WHERE name = ?", (city,))`), lists of arguments without a shell, and a pydantic model
  in front of `put_item`.
- JavaScript: parameters (`query("… WHERE name = $1", [city])`), `execFile` in place of `exec`, and a zod schema in
  front of `PutCommand`.
"""
    severity = Severity.HIGH
    lends = True
    cwe = ("CWE-74", "CWE-20")
    references = {
        "owasp-serverless": ("A1:2017",),
        "owasp-top10": ("A05:2025",),
        "csa-serverless": ("SAS-01",),
        "pci-dss": ("6.2.4",),
        "nist-800-53": ("SI-10",),
    }
    bad = (_python(_REPORT_PYTHON), _javascript(_REPORT_JAVASCRIPT))
    good = (_python(_SAFE_PYTHON), _javascript(_SAFE_JAVASCRIPT))
