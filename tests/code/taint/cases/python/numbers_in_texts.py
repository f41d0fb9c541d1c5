# event: sqs
import json
import os


def handler(event, context):
    for record in event["Records"]:
        sent = json.loads(record["body"])
        os.system("tag %d" % sent["count"])
        os.system("tag %s %05.1f" % ("x", sent["count"]))
        os.system("tag %(count)d" % sent)
        os.system("tag %(name)s" % sent)  # leastwise: expect command-injection
        os.system("tag %d %s" % (sent["count"], sent["name"]))  # leastwise: expect command-injection
        os.system(f"tag {sent['count']:d} {sent['size']:>8.2f} {sent['part']:,}")  # leastwise: expect command-injection
        os.system(f"tag {sent['count']:d} {sent['size']:>8.2f} {sent['part']:.0%}")
        os.system(f"tag {sent['name']:>20}")  # leastwise: expect command-injection
        os.system("tag {:d} {name:04x}".format(sent["count"], name=sent["part"]))
        os.system("tag {!s:>9} {}".format(sent["count"], 1))  # leastwise: expect command-injection
        match sent:
            case {"length": int(length)}:
                os.system(f"tag {length}")
            case {"length": float() as length}:
                os.system(f"tag {length}")
            case {"length": str(length)}:
                os.system(f"tag {length}")  # leastwise: expect command-injection
        known = dict.fromkeys(("a", "b"), "x")
        os.system("tag " + known.get(sent["tag"], "none"))
        os.system("tag " + known.get(sent["tag"], sent["tag"]))  # leastwise: expect command-injection
