from pathlib import Path


def handler(event, context):
    q = event["queryStringParameters"]

    Path("/opt/pages", q["page"]).read_text()  # leastwise: expect path-traversal
    (Path("/opt/pages") / q["page"]).read_text()  # leastwise: expect path-traversal
    (Path("/opt/pages") / Path(q["page"]).name).read_text()
    Path(f"/opt/pages/{Path(q['page']).stem}.txt").read_text()
