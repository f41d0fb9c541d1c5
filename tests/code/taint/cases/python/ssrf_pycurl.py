import pycurl


def handler(event, context):
    q = event["queryStringParameters"]

    curl = pycurl.Curl()
    curl.setopt(pycurl.URL, q["url"])  # leastwise: expect ssrf
    curl.setopt(pycurl.POSTFIELDS, q["text"])
