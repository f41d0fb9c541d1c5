import json
import os

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    if not os.path.exists("/tmp/model.bin"):
        s3.download_file("models", "model.bin", "/tmp/model.bin")
    s3.download_file("uploads", event["queryStringParameters"]["key"], "/tmp/upload")  # leastwise: expect tmp-residue
    with open("/tmp/body.json", "w") as file:  # leastwise: expect tmp-residue
        json.dump(event["body"], file)
    with open("/tmp/body.json") as file:
        return {"statusCode": 200, "body": file.read()}
