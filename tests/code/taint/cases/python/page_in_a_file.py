import html

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    page = f"<h1>{name}</h1>"
    with open("/tmp/page.html", "w") as file:
        file.write(page)
    s3.upload_file("/tmp/page.html", "pages", "page.html", ExtraArgs={"ContentType": "text/html"})  # leastwise: expect xss
    s3.upload_file("/tmp/page.html", "pages", "page.txt", ExtraArgs={"ContentType": "text/plain"})
    with open("/tmp/page.html") as file:
        s3.put_object(Bucket="pages", Key="a", Body=file.read(), ContentType="text/html; charset=utf-8")  # leastwise: expect xss
    with open("/tmp/safe.html", "w") as file:
        file.write(f"<h1>{html.escape(name)}</h1>")
    s3.put_object(Bucket="pages", Key="b", Body=open("/tmp/safe.html", "rb"), ContentType="text/html")
    s3.put_object(Bucket="pages", Key="c", Body=page)
    with open("/tmp/other.html") as file:
        return {"statusCode": 200, "headers": {"Content-Type": "text/html"}, "body": file.read()}
