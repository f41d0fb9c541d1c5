import json

from neo4j import GraphDatabase
from pymongo import MongoClient

orders = MongoClient().shop.orders
driver = GraphDatabase.driver("neo4j://10.0.0.1")


def handler(event, context):
    body = json.loads(event["body"])
    orders.distinct("city", body)  # leastwise: expect nosql-injection
    orders.distinct(body["field"], {"open": True})
    with driver.session() as session:
        session.run("MATCH (n {name: $name}) RETURN n", name=body["name"])
        session.run("MATCH (n {name: '" + body["name"] + "'}) RETURN n")  # leastwise: expect nosql-injection
    driver.execute_query(f"MATCH (n:{body['label']}) RETURN n")  # leastwise: expect nosql-injection
    return {"statusCode": 200}
