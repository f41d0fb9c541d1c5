# event: s3
import boto3

s3 = boto3.client("s3")
uploads = boto3.resource("s3").Bucket("uploads")


def handler(event, context):
    for record in event["Records"]:
        key = record["s3"]["object"]["key"]
        if key.endswith(".png"):
            s3.download_file("uploads", key, "/dev/shm/picture")  # leastwise: expect unbounded-upload
        if key.endswith(".pdf"):
            uploads.download_file(key, "/dev/shm/page")  # leastwise: expect unbounded-upload
        if key.endswith(".mov"):
            boto3.resource("s3").Object("uploads", key).download_file("/dev/shm/film")  # leastwise: expect unbounded-upload
        s3.download_file("settings", "settings.json", "/dev/shm/settings")
        if record["s3"]["object"]["size"] > 5_000_000:
            continue
        s3.download_file("uploads", key, "/dev/shm/small")
