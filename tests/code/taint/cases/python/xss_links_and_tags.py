import bleach
import nh3
from django.utils.html import strip_tags


HTML = {"Content-Type": "text/html"}


def handler(event, context):
    text = event["queryStringParameters"]["text"]
    match event["rawPath"]:
        case "/clean":
            return {"statusCode": 200, "headers": HTML, "body": bleach.clean(text)}
        case "/nh3":
            return {"statusCode": 200, "headers": HTML, "body": nh3.Cleaner().clean(text)}
        case "/links":
            return {"statusCode": 200, "headers": HTML, "body": bleach.linkify(text)}  # leastwise: expect xss
        case _:
            return {"statusCode": 200, "headers": HTML, "body": strip_tags(text)}  # leastwise: expect xss
