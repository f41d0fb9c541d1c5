"""Whatever stands in an assembly or in the source of an application: no crash, an end, and a reason."""

import json
from time import process_time

import pytest

from leastwise.read.files import MemoryFiles
from leastwise.read.project import read

MANIFEST = "cdk.out/manifest.json"


def manifest(**artifacts):
    return json.dumps({"version": "36.0.0", "artifacts": artifacts})


def stack(path):
    return {"type": "aws:cloudformation:stack", "properties": {"templateFile": path}}


MANIFESTS = {
    "half of one": (manifest(S=stack("s.json"))[:40], "is no manifest of an assembly"),
    "nothing": ("", "is no manifest of an assembly"),
    "a list": ("[1]", "is no manifest of an assembly"),
    "artifacts as a list": ('{"version": "36.0.0", "artifacts": [1]}', "is no manifest of an assembly"),
    "brackets without an end": ('{"artifacts":' + '{"a":' * 100_000, "is no manifest of an assembly"),
    "a template outside": (manifest(S=stack("../../../etc/passwd")), "not inside the assembly"),
    "a template that is no path": (manifest(S=stack(3)), "not inside the assembly"),
    "a template that is missing": (manifest(S=stack("none.json")), "cannot be opened"),
    "assets outside": (manifest(A={"type": "cdk:asset-manifest", "properties": {"file": "../../x"}}), "not inside the assembly"),
    "stages outside": (manifest(T={"type": "cdk:cloud-assembly", "properties": {"directoryName": "../.."}}), "not inside the assembly"),
    "a version that is newer": (json.dumps({"version": "999.0.0", "artifacts": {"S": stack("s.json")}}), "version 999.0.0"),
    "a version that is none": (json.dumps({"version": "new", "artifacts": {"S": stack("s.json")}}), "version new"),
    "a stack that is none": (manifest(S={"type": "aws:cloudformation:stack"}), "the artifact S"),
    "an artifact that is none": (manifest(S=3), "the artifact S"),
    "a stage that is itself": (manifest(T={"type": "cdk:cloud-assembly", "properties": {"directoryName": "."}}), "not inside the assembly"),
}  # fmt: skip


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_manifest_is_read_or_the_reason_is_said(name):
    text, reason = MANIFESTS[name]
    found = list(read(MemoryFiles({MANIFEST: text})))
    assert not any(reading.fault for reading in found)
    unread = [unread for reading in found for unread in reading.unread]
    assert any(reason in one.reason and one.line == 1 for one in unread), unread


HEAD = "import * as cdk from 'aws-cdk-lib';\nimport * as lambda from 'aws-cdk-lib/aws-lambda';\n"
FUNCTION = "new lambda.Function(this, 'F', {{ runtime: lambda.Runtime.NODEJS_22_X, handler: 'a.b', code: lambda.Code.fromAsset('src'), environment: {{ A: {} }} }});\n"


def program(body, before=""):
    return (
        f"{HEAD}{before}class S extends cdk.Stack {{\n constructor(scope, id) {{\n super(scope, id);\n{body}}}\n}}\n"
        "new S(new cdk.App(), 'S');\n"
    )


PROGRAMS = {
    "loops in loops": program("for (const a of [1, 2, 3, 4, 5, 6, 7, 8, 9])" * 12 + "{" + FUNCTION.format("'x'") + "}"),
    "a loop without an end": program("while (true) {" + FUNCTION.format("'x'") + "}"),
    "functions that call themselves": program("f(5);", "function f(n) { f(n - 1); f(n - 1); return f(n) + f(n); }\n"),
    "functions that multiply": program(
        "f0();", "".join(f"function f{i}() {{ f{i + 1}(); f{i + 1}(); f{i + 1}(); }}\n" for i in range(50))
    ),
    "constants in a circle": program(FUNCTION.format("a"), "const a = b; const b = a;\nclass T extends T {}\n"),
    "texts that double": program(
        FUNCTION.format("a59"), "const a0 = 'xxxx';\n" + "".join(f"const a{i} = a{i - 1} + a{i - 1};\n" for i in range(1, 60))
    ),
    "a file that takes itself in": program(FUNCTION.format("'x'"), "import { x } from './app';\nexport * from './app';\n"),
    "deep nesting": program(FUNCTION.format("{a:" * 5_000 + "1" + "}" * 5_000)),
    "a stack in itself": program("new S(this, 'again');" + FUNCTION.format("'x'")),
}  # fmt: skip


@pytest.mark.parametrize("template", ["[]", "3", "null", '{"Resources": []}', '{"Resources": 3}'])
def test_a_template_that_is_none_is_said_although_others_are_read(template):
    both = manifest(A=stack("a.json"), B=stack("b.json"))
    files = {"cdk.out/a.json": template, "cdk.out/b.json": '{"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}}'}
    (reading,) = read(MemoryFiles({MANIFEST: both, **files}))
    assert reading.worlds
    assert [unread.file for unread in reading.unread] == ["cdk.out/a.json"]


def test_a_stack_without_resources_is_nothing_to_speak_of():
    both = manifest(A=stack("a.json"), B=stack("b.json"))
    files = {"cdk.out/a.json": "{}", "cdk.out/b.json": '{"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}}'}
    (reading,) = read(MemoryFiles({MANIFEST: both, **files}))
    assert reading.unread == ()


@pytest.mark.parametrize("name", PROGRAMS)
def test_source_is_followed_to_an_end(name):
    started = process_time()
    files = {"cdk.json": '{"app": "npx ts-node bin/app.ts"}', "bin/app.ts": PROGRAMS[name]}
    found = list(read(MemoryFiles(files)))
    assert process_time() - started < 20
    assert found
    assert not any(reading.fault for reading in found)
    assert any("cdk synth" in unread.reason for reading in found for unread in reading.unread)


@pytest.mark.parametrize("end", range(0, len(PROGRAMS["a loop without an end"]), 11))
def test_half_written_source_is_no_fault(end):
    files = {"cdk.json": '{"app": "npx ts-node bin/app.ts"}', "bin/app.ts": PROGRAMS["a loop without an end"][:end]}
    found = list(read(MemoryFiles(files)))
    assert found
    assert not any(reading.fault for reading in found)
