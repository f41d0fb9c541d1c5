import os
import shlex
import subprocess


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    subprocess.run(shlex.join(["convert", name]), shell=True)
    subprocess.run(subprocess.list2cmdline(["convert", name]), shell=True)  # leastwise: expect command-injection
    os.posix_spawn("/usr/bin/convert", ["convert", name], os.environ)
    os.posix_spawn(name, ["convert"], os.environ)  # leastwise: expect command-injection
    return {"statusCode": 200}
