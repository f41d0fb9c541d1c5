"""`--synth` runs the application's code, only when asked, and says so."""

import json
import os

import pytest

from leastwise.cli import main

TEMPLATE = {"Resources": {"Q": {"Type": "AWS::SQS::Queue", "Metadata": {"aws:cdk:path": "Shop/Q/Resource"}}}}
MANIFEST = {
    "version": "1",
    "artifacts": {"S": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "S.template.json"}}},
}


@pytest.fixture
def shop(tmp_path):
    """A CDK application whose own `cdk` is a script of ours."""
    (tmp_path / "cdk.json").write_text(json.dumps({"app": "mvn exec:java"}))

    def with_cdk(script):
        tool = tmp_path / "node_modules" / ".bin" / "cdk"
        tool.parent.mkdir(parents=True)
        tool.write_text(f"#!/bin/sh\n{script}\n")
        tool.chmod(0o755)
        return tmp_path

    return with_cdk


SYNTHESISES = f"mkdir -p cdk.out && echo '{json.dumps(TEMPLATE)}' > cdk.out/S.template.json && echo '{json.dumps(MANIFEST)}' > cdk.out/manifest.json"


def run(folder, *options):
    return main(
        ["scan", str(folder), "--root", str(folder), "--fail-on", "never", "--format", "json", "--no-cache", *options]
    )


def test_what_it_writes_is_read_and_that_code_runs_is_said(shop, capsys):
    folder = shop(SYNTHESISES)
    assert run(folder, "--synth", "--persona", "auditor") == 0
    out, err = capsys.readouterr()
    assert "--synth runs the code of the application" in err
    assert {f["resource"] for f in json.loads(out)["findings"]} == {"cdk.out/S.template.json:Shop/Q"}


def test_nothing_runs_without_it(shop):
    folder = shop("touch ran")
    run(folder)
    assert not (folder / "ran").exists()


def test_no_configuration_can_ask_for_it(shop, capsys):
    folder = shop("touch ran")
    (folder / "leastwise.toml").write_text("synth = true\n")
    assert run(folder) == 2
    assert not (folder / "ran").exists()


def test_a_failure_is_told_and_the_scan_goes_on(shop, capsys):
    folder = shop("echo it broke here >&2; exit 3")
    run(folder, "--synth")
    assert "failed with exit code 3: it broke here" in capsys.readouterr().err


def test_it_is_stopped_after_a_while(shop, capsys, monkeypatch):
    monkeypatch.setattr("leastwise.cli.synth.TIMEOUT", 0.3)
    run(shop("sleep 60"), "--synth")
    assert "stopped after" in capsys.readouterr().err


def test_without_the_cdk_it_is_said_what_to_install(tmp_path, capsys, monkeypatch):
    (tmp_path / "cdk.json").write_text("{}")
    monkeypatch.setenv("PATH", os.fspath(tmp_path))
    assert run(tmp_path, "--synth") == 2
    assert "npm install -g aws-cdk" in capsys.readouterr().err


def test_without_an_application_it_is_said(tmp_path, capsys):
    assert run(tmp_path, "--synth") == 2
    assert "no cdk.json" in capsys.readouterr().err
