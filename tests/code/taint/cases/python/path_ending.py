import os
import uuid

import boto3

objects = boto3.client("s3")


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    objects.download_file("shop", name, f"/tmp/{uuid.uuid4()}{os.path.splitext(name)[1]}")
    objects.download_file("shop", name, "/tmp/" + os.path.split(name)[-1])
    objects.download_file("shop", name, "/tmp/" + os.path.splitext(name)[0])  # leastwise: expect path-traversal
    return {"statusCode": 200}
