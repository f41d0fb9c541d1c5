import boto3
from fastapi import FastAPI, HTTPException
from fastapi.responses import JSONResponse
from mangum import Mangum

app = FastAPI()
table = boto3.resource("dynamodb").Table("orders")


@app.get("/a")
async def one():
    try:
        return table.get_item(Key={"id": "1"})
    except Exception as error:
        raise HTTPException(status_code=500, detail=str(error))  # leastwise: expect verbose-error


@app.get("/b")
async def two():
    try:
        return table.get_item(Key={"id": "2"})
    except Exception as error:
        raise HTTPException(status_code=500, detail="internal error") from error


handler = Mangum(app)
