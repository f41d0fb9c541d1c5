"""The process ends at once when the command is done, and loses nothing by it."""

import json
import os
import subprocess
import sys

import pytest

CONSOLE = "import sys; from leastwise.cli import main; sys.exit(main())"
TEMPLATE = "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n"


@pytest.fixture
def folder(tmp_path):
    for number in range(40):
        (tmp_path / f"t{number}.yaml").write_text(TEMPLATE)
    return tmp_path


def console(folder, *arguments, **more):
    """What the installed command does, with output that is buffered."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    command = [sys.executable, "-c", CONSOLE, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, text=True, check=False, **more)


def test_all_is_written_and_the_code_is_kept(folder):
    done = console(folder, "scan", ".", "--format", "json", "--output", "csv=r.csv", capture_output=True)
    assert done.returncode == 0
    assert json.loads(done.stdout)["stats"]["applications"] == 40
    assert (folder / "r.csv").stat().st_size > 0
    assert console(folder, "scan", "none", capture_output=True).returncode == 2
    assert console(folder, "--help", capture_output=True).stdout.endswith("\n")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
def test_a_full_disk_is_named(folder):
    with open("/dev/full", "w") as full:
        done = console(folder, "scan", ".", stdout=full, stderr=subprocess.PIPE)
        assert done.returncode == 4
        assert done.stderr == "leastwise: the output cannot be written: No space left on device\n"
        assert console(folder, "--help", stdout=full, stderr=subprocess.PIPE).returncode != 0


def test_a_reader_that_has_gone_is_no_error(folder):
    reading, writing = os.pipe()
    os.close(reading)
    for arguments in (["scan", "."], ["--help"], ["rules"]):
        done = console(folder, *arguments, stdout=writing, stderr=subprocess.PIPE)
        assert (done.returncode, done.stderr) == (0, "")
    os.close(writing)
