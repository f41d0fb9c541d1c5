def strict(address):
    if address.startswith("/") and not address.startswith("//"):
        return address
    return "/"


def handler(event, context):
    query = event["queryStringParameters"]
    if query["kind"] == "strict":
        return {"statusCode": 302, "headers": {"Location": strict(query["next"])}}
    address = query["next"]
    if not address.startswith("/"):
        address = "/"
    return {"statusCode": 302, "headers": {"Location": address}}  # leastwise: expect open-redirect
