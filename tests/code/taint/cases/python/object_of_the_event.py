# event: s3
# runtime: python3.7
import os
import xml.dom.pulldom
import xml.sax

import boto3

client = boto3.client("s3")
resource = boto3.resource("s3")


def handler(event, context):
    """Whoever uploads an object writes its content as well as its key."""
    for record in event["Records"]:
        bucket, key = os.environ["BUCKET"], record["s3"]["object"]["key"]
        body = client.get_object(Bucket=bucket, Key=key)["Body"].read(1000)
        os.system("echo " + body.decode())  # leastwise: expect command-injection
        text = resource.Object(bucket, key).get()["Body"].read(1000)
        xml.dom.pulldom.parseString(text.decode("utf-8"))  # leastwise: expect xxe
        xml.sax.parseString(text, None)  # leastwise: expect xxe
        own = client.get_object(Bucket=bucket, Key="settings.txt")["Body"].read(1000)
        os.system("echo " + own.decode())
