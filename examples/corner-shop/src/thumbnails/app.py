"""Thumbnails: make a small picture of every photo that arrives in the bucket."""

import os
from urllib.parse import unquote_plus

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    for record in event["Records"]:
        bucket = record["s3"]["bucket"]["name"]
        key = unquote_plus(record["s3"]["object"]["key"])
        shrink(bucket, key)


def shrink(bucket, key):
    name = key.replace("incoming/", "")
    photo = "/tmp/" + name
    thumb = "/tmp/small-" + name
    s3.download_file(bucket, key, photo)
    # convert comes with the image-magick layer
    os.system(f"/opt/bin/convert {photo} -resize 320x320 {thumb}")
    s3.upload_file(thumb, bucket, f"thumbs/{name}", ExtraArgs={"ContentType": "image/jpeg"})
    print(f"{key} -> thumbs/{name}")
