from urllib.parse import quote


def handler(event, context):
    query = event["queryStringParameters"]
    if query.get("quoted"):
        return {"statusCode": 200, "headers": {"Content-Disposition": "attachment; filename=" + quote(query["name"])}}
    if query.get("own"):
        return {"statusCode": 200, "headers": {"Access-Control-Allow-Origin": event["headers"]["origin"]}}
    named = {"Content-Disposition": f"attachment; filename={query['name']}", "Content-Type": "text/plain"}
    return {"statusCode": 200, "headers": named, "body": ""}  # leastwise: auditor header-injection
