import os

import requests


def handler(event, context):
    requests.get("http://localhost:8080/health")
    requests.get("http://169.254.170.2/v2/credentials")
    requests.get("http://10.0.0.7/orders")
    requests.get("http://orders/orders")
    requests.get("http://orders.shop.internal/orders")
    requests.get(f"http://{os.environ['HOST']}/orders")
    requests.get("https://partner.shop/orders")
    requests.get(f"http://partner.shop/orders/{context.aws_request_id}")  # leastwise: expect plain-http
    requests.get("http://" + os.environ.get("HOST", "partner.shop") + "/orders")  # leastwise: expect plain-http
    requests.get("http://" + os.environ.get("HOST", "localhost") + "/orders")
    return {"statusCode": 200}
