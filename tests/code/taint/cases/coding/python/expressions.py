import re

MAIL = re.compile(r"^([\w.]+)+@shop\.com$")


def handler(event, context):
    query = event["queryStringParameters"]
    MAIL.match(query["mail"])  # leastwise: expect regex-dos
    re.sub(r"(\s*x\s*)*$", "", query["text"])  # leastwise: expect regex-dos
    re.match(r"^[\w.]+@shop\.com$", query["mail"])
    re.match(r"(a+)+", query["mail"])
    re.match(r"^(a+)+$", str(int(query["number"])))
    re.match(r"^(a+)+$", "a fixed text")
    re.fullmatch(r"(\d+|[a-z]+)*", query["word"])  # leastwise: expect regex-dos
    return {"statusCode": 200}
