def handler(event, context):
    q = event["queryStringParameters"]

    if q["kind"] == "own":
        return {"statusCode": 302, "headers": {"Location": "https://shop.example.com/" + q["page"]}}
    if q["kind"] == "path":
        return {"statusCode": 302, "headers": {"Location": "/items/" + q["page"]}}
    if q["next"] in ("https://a.example.com", "https://b.example.com"):
        return {"statusCode": 302, "headers": {"Location": q["next"]}}
    return {"statusCode": 302, "headers": {"Location": q["next"]}}  # leastwise: expect open-redirect
