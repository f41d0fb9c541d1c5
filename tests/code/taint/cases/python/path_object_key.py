import os

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    s3.get_object(Bucket=os.environ["BUCKET"], Key=name)  # leastwise: auditor path-traversal
    s3.get_object(Bucket=os.environ["BUCKET"], Key=f"{name}/photo.png")  # leastwise: auditor path-traversal
    s3.get_object(Bucket=os.environ["BUCKET"], Key=f"pages/{name}")
    s3.get_object(Bucket=os.environ["BUCKET"], Key=os.path.basename(name))
    s3.put_object(Bucket=os.environ["BUCKET"], Key="pages", Body=name)
