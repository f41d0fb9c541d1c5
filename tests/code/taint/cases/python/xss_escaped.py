import html


def handler(event, context):
    q = event["queryStringParameters"]

    name = html.escape(q["name"])
    return {"statusCode": 200, "headers": {"content-type": "text/html"}, "body": f"<h1>{name}</h1>"}
