# event: sqs


def handler(event, context):
    try:
        return {"statusCode": 200, "body": open("/opt/data.json").read()}
    except Exception as error:
        return {"statusCode": 500, "body": str(error)}
