def handler(event, context):
    q = event["queryStringParameters"]

    return {  # leastwise: expect xss
        "statusCode": 200,
        "headers": {"Content-Type": "text/html"},
        "body": f"<h1>{q['name']}</h1>",
    }
