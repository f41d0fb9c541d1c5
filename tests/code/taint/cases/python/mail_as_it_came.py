# event: ses
import os
from email import policy
from email.parser import BytesParser

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    mail = event["Records"][0]["ses"]["mail"]
    raw = s3.get_object(Bucket=os.environ["MAILS"], Key="in/" + mail["messageId"])["Body"].read()
    message = BytesParser(policy=policy.default).parsebytes(raw)
    for part in message.iter_attachments():
        name = part.get_filename()
        with open("/tmp/" + name, "wb") as out:  # leastwise: expect path-traversal
            out.write(part.get_payload(decode=True))
        with open("/tmp/" + os.path.basename(name), "wb") as out:
            out.write(part.get_payload(decode=True))
        os.system("clamscan /tmp/" + name)  # leastwise: expect command-injection
    other = s3.get_object(Bucket=os.environ["MAILS"], Key="settings.json")["Body"].read().decode()
    os.system("tag " + other)
