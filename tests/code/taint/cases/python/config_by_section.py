import configparser
import os


def handler(event, context):
    settings = configparser.ConfigParser()
    settings.add_section("report")
    settings.set("report", "Title", event["body"])
    settings.set("report", "tool", "wc")
    os.system("lpr " + settings.get("report", "title"))  # leastwise: expect command-injection
    os.system("lpr " + settings.get("report", "tool"))

    other = configparser.ConfigParser()
    other["mail"] = {"to": event["body"], "from": "shop@example.com"}
    os.system("mail " + other["mail"]["to"])  # leastwise: expect command-injection
    os.system("mail " + other["mail"]["from"])
