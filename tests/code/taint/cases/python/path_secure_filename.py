import json
import os
import shutil
import tempfile
from werkzeug.utils import secure_filename


def handler(event, context):
    body = json.loads(event["body"])

    shutil.copy("/tmp/in", os.path.join("/tmp/out", secure_filename(body["name"])))
    shutil.copy("/tmp/in", os.path.join("/tmp/out", body["name"]))  # leastwise: expect path-traversal
    os.remove("/tmp/" + body["name"])  # leastwise: expect path-traversal
    tempfile.NamedTemporaryFile(suffix="-" + body["name"])  # leastwise: expect path-traversal
