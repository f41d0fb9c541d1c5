import re


def handler(event, context):
    text = event["queryStringParameters"]["sum"]
    if not re.fullmatch(r"[\d+*/(). -]{1,80}", text, re.ASCII):
        raise ValueError("only numbers")
    eval(text)
    eval(event["queryStringParameters"]["other"])  # leastwise: expect code-injection
