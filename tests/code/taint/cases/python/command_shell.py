# event: s3
import os
import shlex
import subprocess


def handler(event, context):
    for record in event["Records"]:
        key = record["s3"]["object"]["key"]
        os.system(f"convert /tmp/{key} /tmp/out.png")  # leastwise: expect command-injection
        subprocess.run(f"file {key}", shell=True, check=True)  # leastwise: expect command-injection
        subprocess.run(["file", key], check=True)
        os.system("file " + shlex.quote(key))
        os.system("ls " + record["s3"]["bucket"]["name"])
