import json
import os
import shutil
import tempfile

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    name = event["pathParameters"]["name"]
    with open("/tmp/left.json", "w") as file:  # leastwise: expect tmp-residue
        json.dump(event["body"], file)
    with open("/tmp/gone.json", "w") as file:
        json.dump(event["body"], file)
    with open(f"/tmp/orders-{name}.json", "w") as file:
        json.dump(event["body"], file)
    with open("/tmp/work/one.json", "w") as file:
        json.dump(event["body"], file)
    folder = tempfile.mkdtemp()
    with open(os.path.join(folder, "in.json"), "w") as file:
        json.dump(event["body"], file)
    s3.upload_file("/tmp/gone.json", "orders", "gone.json")
    os.remove("/tmp/gone.json")
    os.remove(f"/tmp/orders-{name}.json")
    shutil.rmtree("/tmp/work")
    shutil.rmtree(folder)
    return {"statusCode": 202}
