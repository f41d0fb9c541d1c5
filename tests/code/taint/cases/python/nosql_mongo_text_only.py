import json

from pymongo import MongoClient

people = MongoClient()["app"]["people"]


def handler(event, context):
    body = json.loads(event["body"])
    code = body["code"]
    if not isinstance(code, str):
        return {"statusCode": 400}
    people.find_one({"code": code})
    people.find_one({"mail": body["mail"]})  # leastwise: expect nosql-injection
    return {"statusCode": 200}
