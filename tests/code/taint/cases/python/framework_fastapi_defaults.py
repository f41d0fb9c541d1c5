from fastapi import FastAPI
from fastapi.responses import HTMLResponse, RedirectResponse
from mangum import Mangum

app = FastAPI()


@app.get("/hello")
def hello(name: str = "you", times: int = 1):
    print(HTMLResponse(f"<b>{times}</b>"))
    return HTMLResponse(f"<b>{name}</b>")  # leastwise: expect xss


@app.get("/go")
def go(goal: str = "/"):
    return RedirectResponse(goal)  # leastwise: expect open-redirect


handler = Mangum(app)
