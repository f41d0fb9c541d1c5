import awsgi
from fastapi import FastAPI
from flask import Flask

app = Flask(__name__)
api = FastAPI()


@app.get("/pages/<name>")
def page(name):
    return open("/mnt/pages/" + name).read()


@app.get("/files/<path:name>")
def file(name):
    return open("/mnt/pages/" + name).read()  # leastwise: expect path-traversal


@app.get("/run/<name>")
def run(name):
    return str(eval(name))  # leastwise: expect code-injection


@api.get("/texts/{name}")
def text(name: str):
    return open(f"/mnt/texts/{name}.txt").read()


@api.get("/all/{name:path}")
def everything(name: str, more: str):
    return open(f"/mnt/texts/{name}").read() + open(more).read()  # leastwise: expect path-traversal


def handler(event, context):
    return awsgi.response(app, event, context)
