"""Thumbnails: make a small picture of every photo that arrives in the bucket."""

import io
import logging
import re
from urllib.parse import unquote_plus

import boto3
from PIL import Image

PHOTO = re.compile(r"incoming/((?:[\w:-]+/)?[\w-]+)\.jpg")
LIMIT = 10_000_000  # bytes

s3 = boto3.client("s3")
log = logging.getLogger(__name__)


def handler(event, context):
    for record in event["Records"]:
        bucket = record["s3"]["bucket"]["name"]
        key = unquote_plus(record["s3"]["object"]["key"])
        match = PHOTO.fullmatch(key)
        if not match or record["s3"]["object"]["size"] > LIMIT:
            log.warning("left alone: no photo of ours, or too large")
            continue
        shrink(bucket, key, f"thumbs/{match[1]}.jpg")


def shrink(bucket, key, target):
    photo = s3.get_object(Bucket=bucket, Key=key)["Body"].read(LIMIT)
    with Image.open(io.BytesIO(photo), formats=["JPEG"]) as picture:
        picture.thumbnail((320, 320))
        small = io.BytesIO()
        picture.save(small, "JPEG")
    s3.put_object(Bucket=bucket, Key=target, Body=small.getvalue(), ContentType="image/jpeg")
