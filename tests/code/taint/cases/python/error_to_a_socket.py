# event: websocket
import boto3

sockets = boto3.resource("dynamodb").Table("sockets")


def handler(event, context):
    """Whoever opened the socket is not sent what a route answers, unless the route says so."""
    try:
        sockets.put_item(Item={"id": event["requestContext"]["connectionId"]})
    except Exception as error:
        return {"statusCode": 500, "body": f"not connected: {error}"}
    return {"statusCode": 200}
