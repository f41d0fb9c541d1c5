import json


class Refused(Exception):
    pass


def handler(event, context):
    try:
        return {"statusCode": 200, "body": work(json.loads(event["body"]))}
    except (Refused, json.JSONDecodeError) as error:
        return {"statusCode": 400, "body": str(error)}
    except (ValueError, AssertionError) as error:
        return {"statusCode": 400, "body": str(error)}
    except OSError as error:
        return {"statusCode": 500, "body": str(error)}  # leastwise: expect verbose-error


def work(order):
    if "id" not in order:
        raise Refused("an order has an id")
    assert order["id"], "an id has signs"
    return order["id"]
