import os

COMMANDS = {"one": "a", "two": "b"}


def handler(event, context):
    q = event["queryStringParameters"]

    name = q.get("name", "a")
    if name not in ("a", "b"):
        return {"statusCode": 400}
    os.system("run " + name)
    os.system("run " + {"x": "a", "y": "b"}[q["kind"]])
    os.system("run " + COMMANDS.get(q["kind"], "a"))
    os.system("run %d" % int(q["count"]))
