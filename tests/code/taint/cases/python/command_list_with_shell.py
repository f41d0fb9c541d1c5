import shlex
import subprocess


def handler(event, context):
    q = event["queryStringParameters"]

    subprocess.run(["bash", "-c", f"ls {q['folder']}"])  # leastwise: expect command-injection
    subprocess.run(["ls", "--", q["folder"]])
    subprocess.run([q["program"], "-l"])  # leastwise: expect command-injection
    subprocess.Popen("ls " + q["folder"], shell=True)  # leastwise: expect command-injection
    subprocess.run(shlex.split("ls -l"))
