import os


def handler(event, context):
    q = event["queryStringParameters"]

    both = {"a": q["a"], "b": "b"}
    os.system(both["b"])
    os.system(both["a"])  # leastwise: expect command-injection
    listed = ["x", q["a"]]
    os.system(listed[0])
    os.system(listed[1])  # leastwise: expect command-injection
    both["a"] = "c"
    os.system(both["a"])
    first, second = q["a"], "b"
    os.system(second)
    os.system(first)  # leastwise: expect command-injection
