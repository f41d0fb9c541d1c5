"""What the tests of `leastwise fix` share."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
from pathlib import Path

from leastwise.cli import main

PATIENCE = 30
"""Seconds in which a command says something."""


def template(*, workers=("Worker",), **more):
    """An application with a queue that is too impatient and a function that anybody may call, for each worker."""
    resources = {}
    for name in workers:
        resources[f"{name}Jobs"] = {"Type": "AWS::SQS::Queue", "Properties": {"VisibilityTimeout": 60}}
        resources[name] = {
            "Type": "AWS::Serverless::Function",
            "Properties": {
                "Handler": "app.handler",
                "Runtime": "python3.13",
                "Timeout": 60,
                "InlineCode": "def handler(event, context): return {}",
                "FunctionUrlConfig": {"AuthType": "NONE"},
                "Events": {"Job": {"Type": "SQS", "Properties": {"Queue": {"Fn::GetAtt": [f"{name}Jobs", "Arn"]}}}},
                **more,
            },
        }
    return {"Transform": "AWS::Serverless-2016-10-31", "Resources": resources}


def text(**more):
    """The same as the text of a file."""
    return json.dumps(template(**more), indent=2, ensure_ascii=False) + "\n"


QUIET = '{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"T": {"Type": "AWS::SNS::Topic"}}}\n'


def fix(capsys, *arguments):
    """Exit code, standard output and standard error of the command."""
    code = main(["fix", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def fix_json(capsys, *arguments):
    """The report of the command."""
    return json.loads(fix(capsys, "--format", "json", *arguments)[1])


def rules(report, key="fixes"):
    """The rules in a part of a report, in its order."""
    return [entry["finding"]["rule"] for entry in report[key]]


def git(*arguments, cwd=None):
    """What git says."""
    return subprocess.run(["git", *arguments], check=True, capture_output=True, text=True, cwd=cwd).stdout


def repository():
    """Make the current folder a repository that keeps all that is in it."""
    git("init", "-q", "-b", "main")
    git("config", "user.email", "someone@example.com")
    git("config", "user.name", "Someone")
    git("add", "--all")
    git("commit", "-q", "-m", "first", "--allow-empty")


def terminal(typed, *arguments):
    """Exit code of the command on a terminal, and all that was on the screen.

    `typed`: what the person types, a line for each question. Nobody waits for a question that does not come.
    Ctrl-C is pressed until it is heard: one that falls between the question and the reading of its answer is only
    noticed by Python when the reading ends.
    """
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src"), "TERM": "dumb"}
    process, screen = pty.fork()
    if process == 0:
        os.execve(sys.executable, [sys.executable, "-m", "leastwise", "fix", *arguments], environment)
    answers = re.findall("[^\n\x03\x04]*[\n\x03\x04]", typed)
    shown, seen, waited, typed = b"", 0, 0, ""
    while waited < PATIENCE:
        if not select.select([screen], [], [], 1)[0]:
            waited += 1
            if typed == "\x03":
                os.write(screen, typed.encode())
            continue
        waited = 0
        try:
            piece = os.read(screen, 65536)
        except OSError:  # Linux says so when the last one who had it open is gone
            break
        if not piece:
            break
        shown += piece
        if shown[seen:].endswith((b"? ", b"] ")) and answers:
            seen = len(shown)
            typed = answers.pop(0)
            os.write(screen, typed.encode())
    else:
        os.kill(process, signal.SIGKILL)
    os.close(screen)
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    return code, shown.decode().replace("\r\n", "\n")
