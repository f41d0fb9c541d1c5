import os


def handler(event, context):
    q = event["queryStringParameters"]

    open("/opt/pages/" + q["page"]).read()  # leastwise: expect path-traversal
    open(os.path.join("/opt/pages", os.path.basename(q["page"]))).read()
    open("/opt/pages/" + q["page"].split("/")[-1]).read()
    open(f"/opt/pages/{int(q['number'])}.txt").read()
    open("/opt/pages/" + q["page"].replace("/", "_")).read()
