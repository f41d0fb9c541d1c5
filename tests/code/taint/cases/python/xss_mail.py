import json
import boto3

ses = boto3.client("ses")


def handler(event, context):
    body = json.loads(event["body"])

    page = f"<p>{body['text']}</p>"
    ses.send_email(Source="a", Destination={}, Message={"Body": {"Html": {"Data": page}}})  # leastwise: expect xss
    ses.send_email(Source="a", Destination={}, Message={"Body": {"Text": {"Data": page}}})
