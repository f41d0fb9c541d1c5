import os
import pathlib
import tempfile

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    pathlib.Path("/tmp/order.txt").write_text(event["body"])  # leastwise: expect tmp-residue
    with open(os.path.join(tempfile.gettempdir(), "order.json"), "w") as file:  # leastwise: expect tmp-residue
        file.write(event["body"])
    with open("/tmp/model.bin", "wb") as file:
        file.write(s3.get_object(Bucket="models", Key="model.bin")["Body"].read())
    return {"statusCode": 202}
