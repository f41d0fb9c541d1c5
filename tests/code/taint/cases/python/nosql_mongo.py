import json
import pymongo

users = pymongo.MongoClient("db").shop.users


def handler(event, context):
    body = json.loads(event["body"])

    users.find_one({"name": body["name"], "password": body["password"]})  # leastwise: expect nosql-injection
    users.find_one({"name": str(body["name"])})
    users.find_one({"name": event["queryStringParameters"]["name"]})
    users.find({"$where": f"this.name == '{body['name']}'"})  # leastwise: expect nosql-injection
    users.find(body)  # leastwise: expect nosql-injection
