import os

from fastapi import FastAPI
from flask import Flask
from mangum import Mangum

app = Flask(__name__)
app.debug = True  # leastwise: expect debug-enabled
other = FastAPI(debug=True)  # leastwise: expect debug-enabled
third = FastAPI(debug=os.environ.get("DEBUG") == "1")

handler = Mangum(other)

if __name__ == "__main__":
    app.run(debug=True)
