# event: alb
import urllib.request


def handler(event, context):
    found = urllib.request.urlopen("https://" + event["headers"]["host"] + "/time")  # leastwise: expect ssrf
    return {"statusCode": 200, "body": str(found.status)}
