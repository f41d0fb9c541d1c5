import os

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    path = f"/tmp/{context.aws_request_id}"
    s3.download_file("uploads", event["queryStringParameters"]["key"], path)
    try:
        return {"statusCode": 200, "body": str(os.path.getsize(path))}
    finally:
        os.remove(path)
