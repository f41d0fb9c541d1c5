# event: schedule
import os

import boto3

client = boto3.client("s3")
resource = boto3.resource("s3")
BUCKET = os.environ["BUCKET"]


def fetch(prefix, local):
    for page in client.get_paginator("list_objects").paginate(Bucket=BUCKET, Prefix=prefix):
        for folder in page.get("CommonPrefixes") or ():
            fetch(folder.get("Prefix"), local)
        for found in page.get("Contents") or ():
            resource.meta.client.download_file(BUCKET, found.get("Key"), local + os.sep + found.get("Key"))  # leastwise: auditor path-traversal


def handler(event, context):
    """Where nothing says who fills the bucket, its keys may hold `..`."""
    fetch("reports/", "/tmp")
    for found in client.list_objects_v2(Bucket=BUCKET)["Contents"]:
        client.download_file(BUCKET, found["Key"], "/tmp/" + found["Key"])  # leastwise: auditor path-traversal
        client.download_file(BUCKET, found["Key"], "/tmp/" + os.path.basename(found["Key"]))
        client.download_file(BUCKET, found["Key"], "/tmp/" + found["ETag"])
        client.download_file(BUCKET, found["Key"], "/tmp/page")
        os.system("echo " + str(found["Size"]))
    for found in resource.Bucket(BUCKET).objects.filter(Prefix="reports/"):
        resource.Bucket(BUCKET).download_file(found.key, "/tmp/" + found.key)  # leastwise: auditor path-traversal
