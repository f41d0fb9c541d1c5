# runtime: python3.14
import base64
import io
import tarfile


def handler(event, context):
    data = io.BytesIO(base64.b64decode(event["body"]))
    tarfile.open(fileobj=data).extractall("/tmp/a")
