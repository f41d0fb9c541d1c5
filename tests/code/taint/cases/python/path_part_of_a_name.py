# event: s3
import os


def handler(event, context):
    key = event["Records"][0]["s3"]["object"]["key"]
    open("/tmp/" + key.split("/")[-1].split(".")[0])
    open("/tmp/" + os.path.basename(key).rsplit(".", 1)[0] + ".txt")
    open("/tmp/" + key.split(".")[0])  # leastwise: expect path-traversal
