# runtime: python3.14
import io
import base64
import tarfile


def handler(event, context):
    held = tarfile.open(fileobj=io.BytesIO(base64.b64decode(event["body"])))
    held.extractall("/tmp/in")
    held.extractall("/tmp/in", filter="data")
    held.extractall("/tmp/in", filter="fully_trusted")  # leastwise: expect path-traversal
    return {"statusCode": 200}
