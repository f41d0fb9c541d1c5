# event: s3
import os
import uuid
import boto3
from urllib.parse import unquote_plus

s3 = boto3.client("s3")


def handler(event, context):
    for record in event["Records"]:
        bucket, key = record["s3"]["bucket"]["name"], unquote_plus(record["s3"]["object"]["key"])
        s3.download_file(bucket, key, f"/tmp/{key}")  # leastwise: expect path-traversal
        s3.download_file(bucket, key, "/tmp/" + os.path.basename(key))
        s3.download_file(bucket, key, f"/tmp/{uuid.uuid4()}")
        s3.upload_file("/tmp/out", bucket, "done/" + key)
