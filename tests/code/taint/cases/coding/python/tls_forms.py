import os
import ssl
import urllib.request

import boto3
import requests

session = requests.Session()
session.verify = False  # leastwise: expect tls-not-verified
ssl._create_default_https_context = ssl._create_unverified_context  # leastwise: expect tls-not-verified
s3 = boto3.client("s3", verify=False)  # leastwise: expect tls-not-verified
sts = boto3.client("sts", verify="authority.pem")


def handler(event, context):
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # leastwise: expect tls-not-verified
    urllib.request.urlopen("https://partner.shop", context=context)
    requests.get("https://partner.shop", verify=os.environ.get("VERIFY") != "no")
    return session.get("https://partner.shop").text
