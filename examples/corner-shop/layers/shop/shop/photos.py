"""Product photos."""

import os
from urllib.request import urlopen

import boto3

s3 = boto3.client("s3")


def import_photo(name, url):
    """Copy a photo from the supplier's site; the thumbnail follows by itself."""
    with urlopen(url) as reply:
        picture = reply.read()
    bucket = os.environ["PHOTOS_BUCKET"]
    s3.put_object(Bucket=bucket, Key=f"incoming/{name}.jpg", Body=picture, ContentType="image/jpeg")


def public_url(name):
    return f"https://{os.environ['PHOTOS_BUCKET']}.s3.amazonaws.com/thumbs/{name}.jpg"
