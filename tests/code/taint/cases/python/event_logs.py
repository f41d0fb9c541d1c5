# event: logs
import base64
import gzip
import os


def handler(event, context):
    os.system("show " + gzip.decompress(base64.b64decode(event["awslogs"]["data"])).decode())  # leastwise: expect command-injection
