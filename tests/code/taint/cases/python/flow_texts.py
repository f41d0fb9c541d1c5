import json
import os


def handler(event, context):
    q = event["queryStringParameters"]

    text = "show "
    text += q["a"]
    os.system(text)  # leastwise: expect command-injection
    os.system(" ".join(["show", q["a"]]))  # leastwise: expect command-injection
    os.system("show %(a)s" % q)  # leastwise: expect command-injection
    os.system("show {a}".format(**q))  # leastwise: expect command-injection
    os.system(q["a"].upper().strip()[1:])  # leastwise: expect command-injection
    os.system("".join(c for c in q["a"] if c != ";"))  # leastwise: expect command-injection
    os.system(json.dumps({"a": q["a"]}))  # leastwise: expect command-injection
    os.system("show " + str(len(q["a"])))
