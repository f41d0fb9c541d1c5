"""An outsider's text becomes part of a statement of SQL."""

from leastwise.model.finding import Severity
from leastwise.rules.injection._examples import javascript, python
from leastwise.rules.injection._flows import InjectionRule

_BAD_PYTHON = """
import json
import os

import psycopg2

database = psycopg2.connect(os.environ["DATABASE"])


def handler(event, context):
    name = json.loads(event["body"])["name"]
    cursor = database.cursor()
    cursor.execute(f"SELECT * FROM items WHERE name = '{name}'")  # leastwise: expect sql-injection
    return {"statusCode": 200, "body": json.dumps(cursor.fetchall())}
"""
_BAD_JAVASCRIPT = """
import { createConnection } from "mysql2/promise";

const database = await createConnection(process.env.DATABASE);

export const handler = async (event) => {
  const { name } = JSON.parse(event.body);
  const [rows] = await database.query(`SELECT * FROM items WHERE name = '${name}'`); // leastwise: expect sql-injection
  return { statusCode: 200, body: JSON.stringify(rows) };
};
"""
_GOOD_PYTHON = """
import json
import os

import psycopg2

database = psycopg2.connect(os.environ["DATABASE"])


def handler(event, context):
    name = json.loads(event["body"])["name"]
    cursor = database.cursor()
    cursor.execute("SELECT * FROM items WHERE name = %s", (name,))
    return {"statusCode": 200, "body": json.dumps(cursor.fetchall())}
"""
_GOOD_JAVASCRIPT = """
import { createConnection } from "mysql2/promise";

const database = await createConnection(process.env.DATABASE);

export const handler = async (event) => {
  const { name } = JSON.parse(event.body);
  const [rows] = await database.query("SELECT * FROM items WHERE name = ?", [name]);
  return { statusCode: 200, body: JSON.stringify(rows) };
};
"""


class SqlInjection(InjectionRule):
    id = "sql-injection"
    title = "An outsider's text in a statement of SQL"
    danger = "whoever sends it reads and changes what the database user may"
    why = """
A quotation mark in the text ends the value that it was meant to be, and what follows is SQL of the sender's: other
conditions, other tables, other statements. It runs with the rights of the database user, mostly those of the whole
application. Text between quotation marks is no better: doubling or stripping them is a race that drivers win by sending
values apart from the statement.
"""
    remediation = """
Write the statement with placeholders and give the values beside it. Names of tables and columns cannot be placeholders:
take them from a list in the program.

- Python: `cursor.execute("SELECT * FROM items WHERE id = %s", (item,))`; with the RDS Data API `sql="… WHERE id = :id"`
  and `parameters=[…]`; with SQLAlchemy `text("… :id")` and bound parameters.
- JavaScript: `client.query("SELECT * FROM items WHERE id = $1", [item])` (`?` with MySQL); with knex, Sequelize and
  TypeORM bindings or replacements; with Prisma the tagged `$queryRaw`, never `$queryRawUnsafe`.
"""
    severity = Severity.CRITICAL
    cwe = ("CWE-89",)
    references = {
        "owasp-serverless": ("A1:2017",),
        "owasp-top10": ("A05:2025",),
        "csa-serverless": ("SAS-01",),
        "pci-dss": ("6.2.4",),
        "nist-800-53": ("SI-10",),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))
