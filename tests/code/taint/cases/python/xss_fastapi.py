import html

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from mangum import Mangum

app = FastAPI()


@app.get("/a")
def page(name: str = ""):
    return HTMLResponse(f"<p>{html.escape(name)}</p>")


@app.get("/b/{name}")
def other(name: str):
    return HTMLResponse(f"<p>{name}</p>")  # leastwise: expect xss


@app.get("/c/{number}")
def third(number: int):
    return HTMLResponse(f"<p>{number}</p>")


handler = Mangum(app)
