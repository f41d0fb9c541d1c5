# event: sqs
import pandas

frame = pandas.DataFrame()


def handler(event, context):
    for record in event["Records"]:
        rule = record["body"]
        frame.query(rule)  # leastwise: expect code-injection
        frame.eval("total = price * 2")
        frame.query("price > @limit", local_dict={"limit": rule})
