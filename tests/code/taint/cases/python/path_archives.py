import base64
import io
import json
import shutil
import tarfile
import zipfile


def handler(event, context):
    body = json.loads(event["body"])

    data = io.BytesIO(base64.b64decode(body["archive"]))
    tarfile.open(fileobj=data).extractall("/tmp/a")  # leastwise: expect path-traversal
    tarfile.open(fileobj=data).extractall("/tmp/a", filter="data")
    zipfile.ZipFile(data).extractall("/tmp/a")
    zipfile.ZipFile("/tmp/a.zip").extractall("/tmp/" + body["folder"])  # leastwise: expect path-traversal
    shutil.rmtree("/tmp/" + body["folder"])  # leastwise: expect path-traversal
