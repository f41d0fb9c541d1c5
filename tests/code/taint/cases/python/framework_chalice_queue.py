# event: sqs
import os

from chalice import Chalice

app = Chalice(app_name="shop")


@app.on_sqs_message(queue="orders")
def second(event):
    for record in event:
        os.system("show " + record.body)  # leastwise: expect command-injection


handler = app
