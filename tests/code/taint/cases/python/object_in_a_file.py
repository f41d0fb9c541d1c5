# event: s3
import io
import os
import pickle
import tarfile
import tempfile
import uuid

import boto3
import yaml

client = boto3.client("s3")
bucket = boto3.resource("s3").Bucket("letters")


def read(path):
    with open(path) as file:
        return file.read()


def handler(event, context):
    """What was uploaded goes into a file, and out of it again."""
    for record in event["Records"]:
        name, key = record["s3"]["bucket"]["name"], record["s3"]["object"]["key"]
        path = f"/tmp/{uuid.uuid4()}"
        client.download_file(name, key, path)
        os.system("echo " + open(path).read())  # leastwise: expect command-injection
        os.system("echo " + read(path))  # leastwise: expect command-injection
        with open(path) as file:
            yaml.load(file, Loader=yaml.Loader)  # leastwise: expect unsafe-deserialization
        client.download_file(Bucket=name, Key=key, Filename="/tmp/page")
        with open("/tmp/page") as file:
            for line in file:
                os.system("echo " + line)  # leastwise: expect command-injection
        os.system("echo " + read("/tmp/other"))
        os.system("wc /tmp/page")
        bucket.download_file(key, "/tmp/archive.tar")
        with tarfile.open("/tmp/archive.tar") as archive:
            archive.extractall("/tmp/archive")  # leastwise: expect path-traversal
        with tarfile.open("/tmp/own.tar") as archive:
            archive.extractall("/tmp/archive")
        memory = io.BytesIO()
        client.download_fileobj(name, key, memory)
        pickle.loads(memory.getvalue())  # leastwise: expect unsafe-deserialization
        with tempfile.TemporaryFile() as file:
            client.download_fileobj(name, key, file)
            file.seek(0)
            pickle.load(file)  # leastwise: expect unsafe-deserialization
        client.download_file("settings", "settings.txt", "/tmp/settings")
        os.system("echo " + read("/tmp/settings"))
