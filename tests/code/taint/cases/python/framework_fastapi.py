import os

from fastapi import APIRouter, FastAPI, Query, Request
from mangum import Mangum
from pydantic import BaseModel

app = FastAPI()
router = APIRouter()


class Item(BaseModel):
    name: str
    count: int


@app.get("/a/{name}")
async def first(name: str, number: int, q: str = Query(None)):
    os.system("show " + name)  # leastwise: expect command-injection
    os.system(f"show {number}")
    os.system("show " + q)  # leastwise: expect command-injection


@router.post("/b")
async def second(item: Item, request: Request):
    os.system("show " + item.name)  # leastwise: expect command-injection
    os.system(f"show {item.count}")
    sent = await request.json()
    os.system("show " + sent["name"])  # leastwise: expect command-injection
    os.system("show " + request.query_params["name"])  # leastwise: expect command-injection


app.include_router(router)
handler = Mangum(app)
