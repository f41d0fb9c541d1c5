# event: sqs
import json
import subprocess


def handler(event, context):
    for record in event["Records"]:
        sent = json.loads(record["body"])
        subprocess.run(["lp", *sent["options"]])
        subprocess.run(["lp", "-d", "office"] + sent["options"])
        command = ["lp"]
        command += sent.get("options", [])
        command.extend(sent["more"])
        if sent["copies"]:
            command += ["-n", sent["copies"]]
        for name in sent["files"]:
            command.append(name)
        subprocess.run(command)
        shell = ["sh", "-c"]
        shell += sent["options"]
        subprocess.run(shell)  # leastwise: expect command-injection
        subprocess.run(sent["options"] + ["-v"])  # leastwise: expect command-injection
        turned = ["lp"]
        turned += sent["options"]
        turned.reverse()
        subprocess.run(turned)  # leastwise: expect command-injection
