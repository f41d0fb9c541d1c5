"""Traces: which variables, parameters and containers have a field on its way to a dangerous call."""

import pytest
from tests.code.taint.apps import HTTP, application, found, function

from leastwise.code.taint.trace import MAX_TRACE, trace


def steps(files, runtime="python3.13", rule="command-injection"):
    """What happens on the way to the first call: kind, name, line."""
    app = application({"F": function("app", HTTP, runtime)}, files)
    one, flow = next((one, flow) for one, flow in found(app) if flow.rule == rule)
    return [
        (step.kind, step.name or step.function, step.span[0].position(step.span[3])[0])
        for step in trace(app, one, flow.hit.call.span, flow.path)
    ]


def test_each_variable_on_the_way_and_no_other():
    code = """
import json, os
def handler(event, context):
    body = json.loads(event["body"])
    name = body["name"]
    shown = name.upper()
    other = body["other"]
    command = f"wc {name}"
    os.system(command)
"""
    assert steps({"app.py": code}) == [
        ("assigned", "body", 4),
        ("read", "", 5),
        ("assigned", "name", 5),
        ("assigned", "command", 8),
    ]


def test_parameters_and_what_functions_give_in_other_files():
    app = """
from lib import clean, run
def handler(event, context):
    run(clean(event["body"]))
"""
    lib = """
import os
def clean(text):
    kept = text.strip()
    return kept
def run(name):
    os.system("wc " + name)
"""
    assert steps({"app.py": app, "lib.py": lib}) == [
        ("read", "", 4),
        ("passed", "text", 4),
        ("assigned", "kept", 4),
        ("returned", "clean", 5),
        ("passed", "name", 4),
    ]


def test_lists_attributes_and_items():
    code = """
import json, os
class Job:
    def __init__(self, name):
        self.name = name
    def run(self):
        os.system("wc " + self.name)
def handler(event, context):
    names = []
    for one in json.loads(event["body"])["names"]:
        names.append(one)
    for name in names:
        Job(name).run()
"""
    assert steps({"app.py": code}) == [
        ("read", "", 10),
        ("item", "one", 10),
        ("kept", "names", 11),
        ("item", "name", 12),
        ("passed", "name", 13),
        ("assigned", ".name", 5),
    ]


def test_names_that_javascript_takes_apart():
    code = """
import { execSync } from "node:child_process";
const run = (name) => execSync(`wc ${name}`);
export const handler = async (event) => {
  const { file, other } = JSON.parse(event.body);
  run(file);
};
"""
    assert steps({"app.mjs": code}, "nodejs22.x") == [
        ("read", "", 5),
        ("assigned", "file", 5),
        ("passed", "name", 6),
    ]


def test_a_long_way_is_cut_in_its_middle():
    lines = "".join(f"    a{i} = a{i - 1}\n" for i in range(1, 60))
    code = f"import os\ndef handler(event, context):\n    a0 = event['body']\n{lines}    os.system(a59)\n"
    told = steps({"app.py": code})
    assert len(told) == MAX_TRACE
    assert told[1][1] == "a0"
    assert told[-1][1] == "a59"


@pytest.mark.parametrize("times", [2])
def test_it_is_the_same_each_time(times):
    code = "import os\ndef handler(event, context):\n    for a in event['body']:\n        os.system(a)\n"
    assert len({tuple(steps({"app.py": code})) for _ in range(times)}) == 1
