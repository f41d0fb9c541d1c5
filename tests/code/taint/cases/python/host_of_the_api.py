# event: rest-api
import urllib.request


def handler(event, context):
    """An API answers to its own names only; what a proxy says of the host is anybody's."""
    own = urllib.request.urlopen("https://" + event["headers"]["Host"] + "/time").read()
    said = urllib.request.urlopen("https://" + event["headers"]["X-Forwarded-Host"] + "/time").read()  # leastwise: expect ssrf
    return {"statusCode": 200, "body": str(len(own) + len(said))}
