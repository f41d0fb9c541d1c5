import os


def handler(event, context):
    name = event["body"]
    if name[:3] == "pdf":
        os.system("show " + name)  # leastwise: expect command-injection
        os.system("show " + name[:3])
    if name == "pdf":
        os.system("show " + name)
