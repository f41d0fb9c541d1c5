import hashlib
import hmac
import os


def handler(event, context):
    key = hashlib.md5(event["rawPath"].encode()).hexdigest()
    etag = hashlib.sha1(event["body"].encode()).hexdigest()
    signature = hmac.new(os.environ["KEY"].encode(), event["body"].encode(), "sha256").hexdigest()
    weak = hmac.new(os.environ["KEY"].encode(), event["body"].encode(), hashlib.md5)  # leastwise: expect weak-hash
    session_token = hashlib.new("sha1", event["body"].encode()).hexdigest()  # leastwise: expect weak-hash
    return {"statusCode": 200, "body": key + etag + signature + weak.hexdigest() + session_token}
