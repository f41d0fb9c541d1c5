import re


def handler(event, context):
    q = event["queryStringParameters"]

    re.search(q["pattern"], "text")  # leastwise: expect regex-dos
    re.search(re.escape(q["word"]), "text")
    re.search("[a-z]+", q["word"])
    re.match(r"^(\w+\s?)*$", q["word"])  # leastwise: expect regex-dos
