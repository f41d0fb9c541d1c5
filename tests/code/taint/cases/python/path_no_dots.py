def handler(event, context):
    q = event["queryStringParameters"]

    name = q["page"]
    if ".." in name or "/" in name:
        raise ValueError(name)
    return open(f"/opt/pages/{name}").read()
