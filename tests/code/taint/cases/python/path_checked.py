import os


def handler(event, context):
    q = event["queryStringParameters"]

    path = os.path.realpath(os.path.join("/opt/pages", q["page"]))
    if not path.startswith("/opt/pages/"):
        return {"statusCode": 404}
    return {"statusCode": 200, "body": open(path).read()}
