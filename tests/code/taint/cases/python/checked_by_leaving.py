import os
import re
import sys

import awsgi
from flask import Flask, abort, request

app = Flask(__name__)
NAME = re.compile(r"[a-z0-9.-]{1,60}")


def refuse(why):
    raise ValueError(why)


def tell(why):
    if why:
        raise ValueError(why)


class Checks:
    def refuse(self, why):
        raise NotImplementedError


@app.get("/abort")
def aborted():
    host = request.args["host"]
    if not NAME.fullmatch(host) or host.startswith("-"):
        abort(400)
    os.system("dig " + host)
    return ""


@app.get("/helper")
def helper():
    host = request.args["host"]
    if not NAME.fullmatch(host):
        refuse("no name")
    os.system("dig " + host)
    return ""


@app.get("/exit")
def ended():
    host = request.args["host"]
    if not NAME.fullmatch(host):
        sys.exit(1)
    os.system("dig " + host)
    return ""


@app.get("/perhaps")
def perhaps():
    host = request.args["host"]
    if not NAME.fullmatch(host):
        tell(request.args.get("why"))
    os.system("dig " + host)  # leastwise: expect command-injection
    return ""


@app.get("/below")
def below():
    host = request.args["host"]
    if not NAME.fullmatch(host):
        Checks().refuse("a class below has its own")
    os.system("dig " + host)  # leastwise: expect command-injection
    return ""


@app.get("/caught")
def caught():
    host = request.args["host"]
    try:
        if not NAME.fullmatch(host):
            refuse("no name")
    except ValueError:
        pass
    os.system("dig " + host)  # leastwise: expect command-injection
    return ""


def handler(event, context):
    return awsgi.response(app, event, context)
