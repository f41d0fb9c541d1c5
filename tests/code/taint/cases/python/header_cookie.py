from urllib.parse import quote


def handler(event, context):
    q = event["queryStringParameters"]

    if q.get("quoted"):
        return {"statusCode": 200, "headers": {"Set-Cookie": "theme=" + quote(q["theme"])}, "body": ""}
    return {"statusCode": 200, "headers": {"Set-Cookie": f"theme={q['theme']}"}, "body": ""}  # leastwise: expect header-injection
