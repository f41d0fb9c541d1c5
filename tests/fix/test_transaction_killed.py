"""Whatever kills a process that writes files: each holds its old or its new content, and then all the old or all the new."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

CRASHES = Path(__file__).with_name("crashes.py")
SOURCES = Path(__file__).resolve().parents[2] / "src"

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are killed and forked as POSIX does it")


def python(*arguments, **options):
    environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
    return subprocess.Popen(
        [sys.executable, *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


@pytest.fixture(
    scope="module", params=[("commit", 60, 4), ("recover", 40, 4), ("single", 20, 1)], ids=lambda kind: kind[0]
)
def crashes(request, tmp_path_factory):
    """What was killed, how often at least, the number of files, and what was left each time."""
    what, most, files = request.param
    runner = python(str(CRASHES), what, str(tmp_path_factory.mktemp(what)))
    out, complaint = runner.communicate()
    assert runner.returncode == 0, complaint
    return what, most, files, [json.loads(line) for line in out.splitlines()]


def test_killed_at_every_step(crashes):
    _, steps, files, found = crashes
    assert len(found) > steps
    for step, (left, beside, _, end, rest, again, kept) in enumerate(found):
        assert set(left) <= {"old", "new"}, step
        assert all(name.endswith(".leastwise-tmp") for name in beside), step
        assert end in (["old"] * files, ["new"] * files), step
        assert (rest, again, kept) == ([], [], []), step
    ends = [end[0] for _, _, _, end, *_ in found]
    assert ends == sorted(ends, reverse=True)  # once they are the new ones, they stay so
    if files > 1:
        assert any(len(set(left)) == 2 for left, *_ in found)  # there were crashes with files of both kinds


def test_what_a_crash_means_is_said(crashes):
    what, _, _, found = crashes
    nothing = "a run was interrupted while it wrote files; no file had changed yet"
    back = "a run was interrupted while it wrote files; put back to what they held: "
    done = "an interrupted run had written all its files; what it left beside them was removed"
    two = "template.yaml, stacks/jobs/template.yaml"
    expected = {
        "commit": {"", nothing, f"{back}template.yaml", f"{back}{two}", f"{back}{two}, stacks/jobs/api.json", done},
        "recover": {"", nothing, f"{back}{two}", f"{back}stacks/jobs/template.yaml"},
        "single": {"", nothing, done},
    }
    assert {"".join(said) for _, _, said, *_ in found} == expected[what]


STOPPED = """
import os, signal, sys
from leastwise.fix.transaction import Write, commit

root, number = sys.argv[1], int(sys.argv[2])
if number != signal.SIGINT:  # whoever runs the tests may have it ignored, as nohup does
    signal.signal(number, signal.SIG_DFL)
replace = os.replace
def stop(*args, **kwargs):
    replace(*args, **kwargs)
    if args[1] == "b.yaml":
        os.kill(os.getpid(), number)
os.replace = stop
try:
    commit(root, [Write(f"{name}.yaml", b"old", b"new") for name in "abc"])
except KeyboardInterrupt:
    print("stopped")
"""


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    root = tmp_path / "root"
    root.mkdir()
    for name in "abc":
        (root / f"{name}.yaml").write_bytes(b"old")
    return root


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_asked_to_stop_in_the_middle(root, name):
    number = getattr(signal, name)
    stopped = python("-c", STOPPED, str(root), str(number.value))
    out, complaint = stopped.communicate()
    assert (out, stopped.returncode) == (("stopped\n", 0) if name == "SIGINT" else ("", -number)), complaint
    assert {path.name: path.read_bytes() for path in root.iterdir()} == {f"{name}.yaml": b"old" for name in "abc"}
    assert list((root.parent / "state/leastwise").iterdir()) == []


def test_a_signal_that_is_ignored_stays_so(root):
    ignoring = STOPPED.replace("replace = ", "signal.signal(signal.SIGHUP, signal.SIG_IGN); replace = ", 1)
    stopped = python("-c", ignoring, str(root), str(signal.SIGHUP.value))
    _, complaint = stopped.communicate()
    assert stopped.returncode == 0, complaint
    assert {path.read_bytes() for path in root.iterdir()} == {b"new"}


WAITING = """
import os, sys
from leastwise.fix.transaction import Write, commit

replace = os.replace
def wait(*args, **kwargs):
    if args[1] == "b.yaml":
        print("half", flush=True)
        sys.stdin.readline()
    replace(*args, **kwargs)
os.replace = wait
commit(sys.argv[1], [Write(f"{name}.yaml", b"old", b"new") for name in "abc"])
print("whole")
"""


def test_two_at_once(root):
    from leastwise.fix.transaction import Write, commit, recover
    from leastwise.model.errors import WriteError

    first = python("-c", WAITING, str(root), stdin=subprocess.PIPE)
    assert first.stdout.readline() == "half\n"
    with pytest.raises(WriteError, match=r"another leastwise is writing below .*; no file was changed"):
        commit(str(root), [Write("c.yaml", b"old", b"other")])
    with pytest.raises(WriteError, match="another leastwise is writing"):
        recover(str(root))
    assert [(root / f"{name}.yaml").read_bytes() for name in "abc"] == [b"new", b"old", b"old"]
    out, complaint = first.communicate("go on\n")
    assert out == "whole\n", complaint
    assert {path.read_bytes() for path in root.iterdir()} == {b"new"}
    commit(str(root), [Write("c.yaml", b"new", b"other")])
    assert (root / "c.yaml").read_bytes() == b"other"


RACING = """
import sys
from leastwise.fix.transaction import Write, commit
from leastwise.model.errors import WriteError

sys.stdin.readline()
try:
    commit(sys.argv[1], [Write(f"{name}.yaml", b"old", sys.argv[2].encode()) for name in "abc"])
    print("won")
except WriteError as error:
    print(error)
"""


def test_of_many_at_once_one_wins(root):
    racers = [python("-c", RACING, str(root), str(number), stdin=subprocess.PIPE) for number in range(6)]
    for racer in racers:
        racer.stdin.write("go\n")
        racer.stdin.flush()
    said = [racer.communicate()[0].strip() for racer in racers]
    assert said.count("won") == 1, said
    assert all("no file was changed" in line for line in said if line != "won")
    assert {path.read_bytes() for path in root.iterdir()} == {str(said.index("won")).encode()}
