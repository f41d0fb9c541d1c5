import json

caller = {}
request = {}
fresh = {}
counts = {}
last = {}


def remember(event):
    caller.update(event["requestContext"]["authorizer"])  # leastwise: expect shared-state


def handler(event, context):
    remember(event)
    request.update(json.loads(event["body"]))  # leastwise: expect shared-state
    fresh.clear()
    fresh.update(json.loads(event["body"]))
    counts.update({"all": counts.get("all", 0) + 1})
    last.update({"path": event["rawPath"], "body": event["body"]})
    if "coupon" in request:
        last.update(coupon=request["coupon"])  # leastwise: expect shared-state
    own = {}
    own.update(event["headers"])
    return {"statusCode": 200, "body": json.dumps([caller, request, fresh, last, own])}
