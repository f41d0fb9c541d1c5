import os
import shlex
import subprocess


def handler(event, context):
    """What a program fetches is as good as a request of one's own."""
    query = event["queryStringParameters"]
    url, name = query["url"], query["name"]

    subprocess.run(["curl", "-s", "-L", url], check=True)  # leastwise: expect ssrf
    subprocess.run(["wget", "-O", "/tmp/page", url], check=True)  # leastwise: expect ssrf
    subprocess.check_output(["/usr/bin/curl", f"https://{name}/status"])  # leastwise: expect ssrf
    subprocess.run(["curl", "-O", url])  # leastwise: expect ssrf
    subprocess.run(["curl", f"https://api.example.com/{name}"])
    subprocess.run(["curl", "-o", f"/tmp/{name}", "https://api.example.com/"])
    subprocess.run(["wget", "-O", name, "https://api.example.com/"])
    subprocess.run(["curl", "-d", name, "https://api.example.com/"])
    subprocess.run(["convert", url, "/tmp/page"])
    os.system(f"curl -s {url} > /tmp/page")  # leastwise: expect command-injection  # leastwise: auditor ssrf
    os.system(f"curl -o /tmp/{name} https://api.example.com/")  # leastwise: expect command-injection
    os.system(f"curl https://api.example.com/ | grep {name}")  # leastwise: expect command-injection
    os.system("curl -s " + shlex.quote(url))  # leastwise: expect ssrf
