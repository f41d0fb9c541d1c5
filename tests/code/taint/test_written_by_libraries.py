"""Second order through databases and caches: what one function writes there, and another one reads."""

import pytest
from tests.code.taint.apps import HTTP, NIGHTLY, application, function, places

IMPORTS = """
import { execSync } from "node:child_process";
import pg from "pg";
import mysql from "mysql2/promise";
import knexOf from "knex";
import { PrismaClient } from "@prisma/client";
import { Sequelize, DataTypes } from "sequelize";
import { DataSource } from "typeorm";
import mongoose from "mongoose";
import { MongoClient } from "mongodb";
import { createClient } from "redis";
import Redis from "ioredis";
import { Client as Cache } from "memjs";
const client = new pg.Pool();
const pool = mysql.createPool({});
const knex = knexOf({});
const prisma = new PrismaClient();
const City = new Sequelize("x").define("city", { name: DataTypes.STRING });
const cities = new DataSource({}).getRepository("City");
const Town = mongoose.model("Town", new mongoose.Schema({ city: String }));
const towns = new MongoClient("x").db("a").collection("towns");
const redis = createClient();
const io = new Redis();
const cache = Cache.create();
"""
BOTH = {
    "pg": (
        'await client.query("INSERT INTO cities (id, city) VALUES ($1, $2)", ["1", body.city])',
        '(await client.query("SELECT * FROM cities")).rows[0].FIELD',
    ),
    "mysql2": (
        'await pool.execute("INSERT INTO cities (id, city) VALUES (?, ?)", ["1", body.city])',
        '(await pool.query("SELECT * FROM cities"))[0][0].FIELD',
    ),
    "knex": (
        'await knex("cities").insert({ id: "1", city: body.city })',
        '(await knex("cities").where({ id: "1" }).first()).FIELD',
    ),
    "prisma": (
        'await prisma.city.create({ data: { id: "1", city: body.city } })',
        "(await prisma.city.findMany())[0].FIELD",
    ),
    "sequelize": (
        'await City.create({ id: "1", city: body.city })',
        "(await City.findByPk(1)).FIELD",
    ),
    "typeorm": (
        'await cities.save({ id: "1", city: body.city })',
        '(await cities.findOneBy({ id: "1" })).FIELD',
    ),
    "mongoose": (
        'await Town.create({ id: "1", city: body.city })',
        '(await Town.findOne({ id: "1" })).FIELD',
    ),
    "mongoose, saved": (
        'const town = new Town({ id: "1", city: body.city }); await town.save()',
        '(await Town.findById("1")).FIELD',
    ),
    "mongodb": (
        'await towns.insertOne({ id: "1", city: body.city })',
        "(await towns.find({}).toArray())[0].FIELD",
    ),
    "redis": ('await redis.set("city", body.city)', 'await redis.get("FIELD")'),
    "ioredis": ('await io.hset("city", "name", body.city)', 'await io.hgetall("FIELD")'),
    "memjs": ('await cache.set("city", body.city, {})', '(await cache.get("FIELD")).value'),
}


def scripts(save, read, saved_by=HTTP):
    """Two functions of one application."""
    begins = IMPORTS + "export const handler = async (event) => {\n"
    files = {
        "save.mjs": f"{begins}  const body = JSON.parse(event.body);\n  {save};\n}};\n",
        "report.mjs": f"{begins}  execSync('wc ' + ({read}));\n}};\n",
    }
    runtime = "nodejs22.x"
    resources = {"Save": function("save", saved_by, runtime), "Report": function("report", NIGHTLY, runtime)}
    return [(rule, file) for rule, file, _ in places(application(resources, files))]


@pytest.mark.parametrize("library", BOTH)
def test_a_field_that_an_outsider_had_stored_is_told_where_it_is_acted_on(library):
    save, read = BOTH[library]
    told = [("second-order-injection", "src/report.mjs")]
    assert scripts(save, read.replace("FIELD", "city")) == told
    assert scripts(save, read.replace("FIELD", "id")) == []
    assert scripts(save, read.replace("FIELD", "city"), NIGHTLY) == []


BOTH_PYTHON = {
    "psycopg2": (
        'psycopg2.connect().cursor().execute("INSERT INTO cities (id, city) VALUES (%s, %s)", ("1", body["city"]))',
        'psycopg2.connect().cursor().fetchone()["FIELD"]',
    ),
    "pymongo": (
        'pymongo.MongoClient()["a"]["towns"].insert_one({"id": "1", "city": body["city"]})',
        'pymongo.MongoClient()["a"]["towns"].find_one({})["FIELD"]',
    ),
    "redis": ('redis.Redis().set("city", body["city"])', 'redis.Redis().get("FIELD").decode()'),
    "pymemcache": (
        'pymemcache.client.base.Client("x").set("city", body["city"])',
        'pymemcache.client.base.Client("x").get("FIELD")',
    ),
}


@pytest.mark.parametrize("library", BOTH_PYTHON)
def test_the_same_in_python(library):
    save, read = BOTH_PYTHON[library]
    begins = "import json, os, psycopg2, pymongo, pymemcache.client.base, redis\ndef handler(event, context):\n"

    def told(field, saved_by=HTTP):
        files = {
            "save.py": f'{begins}    body = json.loads(event["body"])\n    {save}\n',
            "report.py": f'{begins}    os.system("wc " + {read.replace("FIELD", field)})\n',
        }
        resources = {"Save": function("save", saved_by), "Report": function("report", NIGHTLY)}
        return [(rule, file) for rule, file, _ in places(application(resources, files))]

    assert told("city") == [("second-order-injection", "src/report.py")]
    assert told("id") == []
    assert told("city", NIGHTLY) == []
