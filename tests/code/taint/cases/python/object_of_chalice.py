# event: s3
import os

import boto3
from chalice import Chalice

app = Chalice(app_name="letters")
BUCKET = os.environ["BUCKET"]


@app.on_s3_event(bucket=BUCKET, events=["s3:ObjectCreated:*"])
def handler(event):
    found = boto3.resource("s3").Object(BUCKET, event.key).get()
    os.system("echo " + found["Body"].read(1000).decode())  # leastwise: expect command-injection
    os.system("echo " + found["ContentLength"])
    other = boto3.client("s3").get_object(Bucket=event.bucket, Key=event.key)
    os.system("echo " + other["Body"].read(1000).decode())  # leastwise: expect command-injection
