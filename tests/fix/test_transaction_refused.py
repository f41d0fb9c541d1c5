"""What cannot be written as it should be is refused, with all files as they were; so is what goes wrong in the middle."""

import errno
import os
import re
import shutil
import stat
import subprocess
import sys
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest

from leastwise.fix import target
from leastwise.fix.journal import Journal
from leastwise.fix.transaction import Write, commit, recover
from leastwise.model.errors import WriteError

SOURCES = Path(__file__).resolve().parents[2] / "src"
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
pytestmark = pytest.mark.usefixtures("state")
posix = pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights elsewhere and has no such files")

NAMES = ("a.yaml", "in/b.yaml", "in/c.yaml")
WRITES = [Write(name, b"old\n", b"new\n" * 3) for name in NAMES]
OLD = dict.fromkeys(NAMES, b"old\n")
NEW = dict.fromkeys(NAMES, b"new\n" * 3)


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "root"
    (root / "in").mkdir(parents=True)
    for name in NAMES:
        (root / name).write_bytes(b"old\n")
    return root


def held(root):
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def refused(root, message, writes=WRITES, expected=OLD):
    with pytest.raises(WriteError, match=message) as error:
        commit(str(root), writes)
    assert str(error.value).endswith("no file was changed")
    assert held(root) == expected
    assert recover(str(root)) == []


# Places


@pytest.mark.parametrize(
    "path", ["../out.yaml", "in/../a.yaml", "/etc/hosts", "./a.yaml", "in//b.yaml", "", "in/", "a\0b"]
)
def test_a_path_that_leads_elsewhere(root, tmp_path, path, way):
    (tmp_path / "out.yaml").write_bytes(b"old\n")
    refused(root, "no path below the root", [*WRITES, Write(path, b"old\n", b"new\n")])
    assert (tmp_path / "out.yaml").read_bytes() == b"old\n"


def test_a_linked_file(root, way):
    os.replace(root / "in/c.yaml", root / "in/real.yaml")
    (root / "in/c.yaml").symlink_to("real.yaml")
    refused(root, "in/c.yaml is a link: fix the file that it leads to", expected=OLD | {"in/real.yaml": b"old\n"})


@pytest.mark.parametrize("where", ["real", "../out"])
def test_a_linked_folder(root, where, way):
    os.replace(root / "in", root / where)
    (root / "in").symlink_to(where)
    real = root / where
    refused(root, r"in/b.yaml: its folder is not there, or is a link", expected=held(root))
    assert held(real) == {"b.yaml": b"old\n", "c.yaml": b"old\n"}


def test_a_folder_that_becomes_a_link_meanwhile(root, tmp_path, monkeypatch):
    """Nothing outside is touched, whenever the link comes."""
    outside = tmp_path / "outside"
    for step in count():
        shutil.rmtree(root)
        shutil.rmtree(outside, ignore_errors=True)
        for folder in (root / "in", outside):
            folder.mkdir(parents=True)
        for name in NAMES:
            (root / name).write_bytes(b"old\n")
            (outside / Path(name).name).write_bytes(b"old\n")

        def swap():
            if not (root / "in").is_symlink():
                (root / "in").rename(root / "was")
                (root / "in").symlink_to(outside)

        if not faulty(root, monkeypatch, step, swap):
            break
        assert held(outside) == dict.fromkeys(("a.yaml", "b.yaml", "c.yaml"), b"old\n")
        for path in (tmp_path / "state").rglob("*.journal"):
            path.unlink()
    assert step > 30


@posix
def test_a_pipe(root, way):
    (root / "in/c.yaml").unlink()
    os.mkfifo(root / "in/c.yaml")
    refused(root, "in/c.yaml is no ordinary file", expected={name: OLD[name] for name in NAMES[:2]})


def test_a_folder_in_place_of_a_file(root):
    (root / "in/c.yaml").unlink()
    (root / "in/c.yaml").mkdir()
    refused(root, "in/c.yaml is no ordinary file", expected={name: OLD[name] for name in NAMES[:2]})


def test_a_file_that_is_gone(root):
    (root / "in/c.yaml").unlink()
    refused(root, "in/c.yaml is not there any more", expected={name: OLD[name] for name in NAMES[:2]})


def test_a_folder_that_is_gone(root):
    shutil.rmtree(root / "in")
    refused(root, "in/b.yaml: its folder is not there", expected={"a.yaml": b"old\n"})


def test_a_file_with_two_names(root, tmp_path):
    os.link(root / "in/c.yaml", tmp_path / "other")
    refused(root, r"in/c.yaml has 2 names \(hard links\)")
    assert (tmp_path / "other").read_bytes() == b"old\n"


def test_one_file_twice(root):
    refused(root, "a.yaml: is the same file as a.yaml", [*WRITES, Write("a.yaml", b"old\n", b"different")])


@pytest.mark.skipif(not ROOT or sys.platform != "linux", reason="only root can mount files, and Linux only")
def test_a_file_that_is_mounted_by_itself(root, tmp_path):
    outside = tmp_path / "outside.yaml"
    outside.write_bytes(b"old\n")
    if subprocess.run(["mount", "--bind", outside, root / "in/c.yaml"], capture_output=True, check=False).returncode:
        pytest.skip("files cannot be mounted here")
    try:
        refused(root, "in/c.yaml: cannot be written: .*; it is in use, or mounted by itself")
        assert outside.read_bytes() == b"old\n"
    finally:
        subprocess.run(["umount", root / "in/c.yaml"], check=True)


# Rights


@posix
def test_a_read_only_file(root, way):
    """Also for root, who could."""
    os.chmod(root / "in/c.yaml", 0o444)
    refused(root, "in/c.yaml is read-only: allow writing it first")
    assert stat.S_IMODE(os.stat(root / "in/c.yaml").st_mode) == 0o444


AS_NOBODY = """
import fcntl, os, sys  # all that is imported, as nobody may not be allowed to read it
from leastwise.fix.transaction import Write, commit
from leastwise.model.errors import WriteError

if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
try:
    commit(sys.argv[1], [Write(name, b"old\\n", b"new\\n") for name in sys.argv[2:]])
    print("written")
except WriteError as error:
    print(error)
"""


@pytest.fixture
def shared(root, tmp_path, monkeypatch):
    """The same root, whose files a user without rights may write unless a test says otherwise."""
    folder = Path(tmp_path.anchor, "tmp", f"leastwise-{os.getpid()}-{tmp_path.name}")
    shutil.move(root, folder)
    (folder / "state").mkdir()
    monkeypatch.setenv("XDG_STATE_HOME", str(folder.with_suffix(".state")))
    folder.with_suffix(".state").mkdir()
    for path in (folder, folder.with_suffix(".state"), *folder.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
        if ROOT:
            os.chown(path, 65534, 65534)
    yield folder
    for path in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        path.chmod(0o777)
    shutil.rmtree(folder)
    shutil.rmtree(folder.with_suffix(".state"))


def as_nobody(root, *names):
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(root), *names],
        env={**os.environ, "PYTHONPATH": str(SOURCES)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@posix
def test_without_rights_in_the_folder(shared):
    (shared / "in").chmod(0o555)
    said = as_nobody(shared, *NAMES)
    assert said.startswith("in/b.yaml: cannot be written: Permission denied; see who may write the file and its folder")
    assert said.endswith("no file was changed")
    assert held(shared) == OLD


@posix
@pytest.mark.skipif(not ROOT, reason="only root can give files to somebody else")
def test_without_rights_to_the_file(shared):
    """The folder would allow to put another one in its place."""
    os.chown(shared / "in/c.yaml", 0, 0)
    (shared / "in/c.yaml").chmod(0o644)
    assert "in/c.yaml: cannot be written: Permission denied" in as_nobody(shared, *NAMES)
    assert held(shared) == OLD


@posix
@pytest.mark.skipif(not ROOT, reason="only root can give files to somebody else")
def test_somebody_elses_file_that_all_may_write(shared):
    """Its group gets from the new one, which has another group, what everybody has."""
    os.chown(shared / "a.yaml", 0, 0)
    (shared / "a.yaml").chmod(0o4676)
    assert as_nobody(shared, "a.yaml") == "written"
    assert stat.S_IMODE(os.stat(shared / "a.yaml").st_mode) == 0o666


@posix
def test_without_rights_in_the_state_folder(shared):
    shared.with_suffix(".state").chmod(0o555)
    said = as_nobody(shared, *NAMES)
    assert said.startswith("several files are written with a journal only, and no journal can be kept: ")
    assert "Permission denied" in said
    assert held(shared) == OLD
    assert as_nobody(shared, "a.yaml") == "written"


# Room


@pytest.mark.skipif(not ROOT or sys.platform != "linux", reason="only root can mount a small disk")
@pytest.mark.parametrize("full", ["root", "state"])
def test_a_full_disk(tmp_path, monkeypatch, full):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        root = disk if full == "root" else tmp_path / "wide"
        root.mkdir(exist_ok=True)
        old = {f"{name}.yaml": name.encode() * 40_000 for name in "abc"}
        for name, content in old.items():
            (root / name).write_bytes(content)
        if full == "state":
            monkeypatch.setenv("XDG_STATE_HOME", str(disk))
            (disk / "filling").write_bytes(b"." * 200_000)
        writes = [Write(name, content, content.upper() * 2) for name, content in old.items()]
        message = (
            r"[ab].yaml: cannot be written: No space left on device; make room" if full == "root" else "No space left"
        )
        refused(root, message, writes, old)
        (disk / "filling").unlink(missing_ok=True)
        commit(str(root), [Write("a.yaml", old["a.yaml"], b"small")])
        assert (root / "a.yaml").read_bytes() == b"small"
    finally:
        subprocess.run(["umount", disk], check=True)


LIMITED = """
import resource, sys
from leastwise.fix.transaction import Write, commit
from leastwise.model.errors import WriteError

resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
sizes = (10_000, 30_000, 10_000)
try:
    commit(sys.argv[1], [Write(name, b"old\\n", b"." * size) for name, size in zip(sys.argv[2:], sizes)])
except WriteError as error:
    print(error)
"""


@posix
def test_a_limit_on_the_size_of_files(root):
    command = [sys.executable, "-c", LIMITED, str(root), *NAMES]
    environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    assert said.startswith(
        "in/b.yaml: cannot be written: File too large; the limit on file sizes (ulimit -f) is too low"
    )
    assert held(root) == OLD


# Changed by somebody else


def test_changed_since_it_was_read(root):
    (root / "in/c.yaml").write_bytes(b"mine")
    refused(root, "in/c.yaml has changed since it was read: start again", expected=OLD | {"in/c.yaml": b"mine"})


def meanwhile(monkeypatch, name, action):
    """Do something right after a file has been replaced."""
    replace = os.replace

    def replaced(one, other, **more):
        replace(one, other, **more)
        if str(other).endswith(name) and not replaced.done:
            replaced.done = True
            action()

    replaced.done = False
    monkeypatch.setattr(os, "replace", replaced)


@pytest.mark.parametrize("change", [b"mine", b"new\n" * 3 + b"longer", None])
def test_changed_between_the_first_look_and_its_turn(root, monkeypatch, change):
    path = root / "in/c.yaml"
    meanwhile(monkeypatch, "a.yaml", path.unlink if change is None else lambda: path.write_bytes(change))
    expected = {name: b"old\n" for name in NAMES[:2]} | ({} if change is None else {"in/c.yaml": change})
    refused(root, "in/c.yaml (has changed since it was read|is not there any more)", expected=expected)


@pytest.mark.parametrize("change", [b"mine", None])
def test_changed_after_its_turn(root, state, monkeypatch, change):
    def interfere():
        (root / "in/c.yaml").write_bytes(b"theirs")
        (root / "a.yaml").unlink()
        if change is not None:
            (root / "a.yaml").write_bytes(change)

    meanwhile(monkeypatch, "b.yaml", interfere)
    with pytest.raises(WriteError, match=r"in/c.yaml has changed") as error:
        commit(str(root), WRITES)
    assert "a.yaml was changed by somebody else meanwhile and stays so; what it held before is kept in " in str(
        error.value
    )
    assert str(error.value).endswith("all others are unchanged")
    assert held(root) == {"in/b.yaml": b"old\n", "in/c.yaml": b"theirs"} | ({"a.yaml": change} if change else {})
    (kept,) = state.iterdir()
    assert str(kept) in str(error.value)
    assert kept.read_bytes() == b"old\n"
    assert recover(str(root)) == []


@posix
def test_changed_while_it_is_put_back(root, monkeypatch):
    replace, dress = os.replace, os.fchmod

    def failing(one, other, **more):
        if str(other).endswith("c.yaml"):
            monkeypatch.setattr(os, "fchmod", lambda *args: ((root / "a.yaml").write_bytes(b"mine"), dress(*args)))
            fail()
        replace(one, other, **more)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(
        WriteError, match=r"c.yaml: cannot be written: .*; a.yaml was changed by somebody else meanwhile"
    ):
        commit(str(root), WRITES)
    assert held(root) == OLD | {"a.yaml": b"mine"}


CRASHING = """
import os, sys
from leastwise.fix.transaction import Write, commit

replace = os.replace
os.replace = lambda one, other, **more: os._exit(0) if other == "c.yaml" else replace(one, other, **more)
commit(sys.argv[1], [Write(name, b"old\\n", b"new\\n" * 3) for name in sys.argv[2:]])
"""


def test_changed_after_a_crash(root, state):
    """What somebody has written since then is theirs."""
    if not target._HELD:
        pytest.skip("the script waits for a name without its folder")
    environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
    subprocess.run([sys.executable, "-c", CRASHING, str(root), *NAMES], env=environment, check=True)
    assert held(root).items() >= {"a.yaml": NEW["a.yaml"], "in/b.yaml": NEW["in/b.yaml"], "in/c.yaml": b"old\n"}.items()
    (root / "in/b.yaml").write_bytes(b"mine")
    first, second = recover(str(root))
    assert first == "a run was interrupted while it wrote files; put back to what they held: a.yaml"
    assert second.startswith(
        "in/b.yaml was changed by somebody else meanwhile and stays so; what it held before is kept in "
    )
    assert held(root) == OLD | {"in/b.yaml": b"mine"}
    assert [path.read_bytes() for path in state.glob("*.original")] == [b"old\n"]
    assert recover(str(root)) == []


@posix
def test_a_lock_that_is_another_ones_by_now(root, monkeypatch):
    """Its owner removed it between our opening and locking it, and somebody else made a new one."""
    opened = os.open
    with ExitStack() as other:

        def late(path, *args, **more):
            descriptor = opened(path, *args, **more)
            if str(path).endswith(".lock") and not late.done:
                late.done = True
                os.unlink(path)
                other.enter_context(Journal(str(root)))
            return descriptor

        late.done = False
        monkeypatch.setattr(os, "open", late)
        with pytest.raises(WriteError, match="another leastwise is writing"):
            commit(str(root), WRITES)
    commit(str(root), WRITES)
    assert held(root) == NEW


# Whatever fails, whenever

STEPS = ("open", "write", "fsync", "fchmod", "replace", "unlink", "stat", "mkdir")


def faulty(root, monkeypatch, step, fault, lasting=False, late=False, action=commit):
    """Run with a fault at a step, or from there on; `late`: when the step is done. Keeps the error.

    Returns:
        Whether there was such a step.
    """
    calls = count()
    faulty.error = None

    def unsure(real):
        def call(*args, **kwargs):
            now = next(calls)
            if now == step or (lasting and now > step):
                if late:
                    real(*args, **kwargs)
                fault()
            return real(*args, **kwargs)

        return call

    with monkeypatch.context() as patch:
        for name in STEPS:
            if hasattr(os, name):
                patch.setattr(os, name, unsure(getattr(os, name)))
        try:
            action(str(root), WRITES) if action is commit else action(str(root))
        except WriteError as error:
            faulty.error = str(error)
    return next(calls) > step


def fail():
    raise OSError(errno.EIO, os.strerror(errno.EIO))


@pytest.mark.parametrize("late", [False, True])
def test_a_fault_at_any_step(root, state, monkeypatch, late):
    """Also one of which the system only says that it failed, as network file systems do."""
    for step in count():
        went_on = faulty(root, monkeypatch, step, fail, late=late)
        if not went_on:
            break
        left = held(root)
        if faulty.error is None:
            assert left == NEW, step
        elif faulty.error.endswith("no file was changed"):
            assert left == OLD, step
            assert list(state.glob("*.journal")) == [], step
        else:  # not even undoing it worked at once
            assert "not undone: " in faulty.error, step
            assert "the next run puts it right" in faulty.error, step
        recover(str(root))
        assert held(root) == (NEW if faulty.error is None else OLD), step
        assert [path for path in state.rglob("*") if path.suffix != ".lock"] == [], step
        for name in NAMES:
            (root / name).write_bytes(b"old\n")
    assert step > 60


def test_everything_fails_from_a_step_on(root, state, monkeypatch):
    halves = 0
    for step in count():
        went_on = faulty(root, monkeypatch, step, fail, lasting=True)
        left = held(root)
        if not went_on:
            break
        files = [left[name] for name in NAMES]
        assert set(files) <= {b"old\n", b"new\n" * 3}, step
        if faulty.error is not None and "not undone" in faulty.error:
            halves += 1
            (journal,) = state.glob("*.journal")
            assert str(journal) in faulty.error
            for name in NAMES:
                told = re.search(
                    rf"{name}: cannot be written: [^(]*\((it holds its new content|it may hold its new content)",
                    faulty.error,
                )
                assert told or left[name] == b"old\n", step
        elif faulty.error is not None:
            assert left == OLD, step
        recover(str(root))
        assert held(root) in (OLD, NEW), step
        for name in NAMES:
            (root / name).write_bytes(b"old\n")
    assert halves > 10


def test_a_fault_while_a_crash_is_put_right(root, monkeypatch):
    def crash(step):
        """Everything fails from this step on, undoing it as well. Whether some files are the new ones then."""
        assert faulty(root, monkeypatch, step, fail, lasting=True)
        return {held(root)[name] for name in NAMES} == {b"old\n", b"new\n" * 3}

    middle = 40
    while not crash(middle):
        recover(str(root))
        middle += 1
    for step in count():
        went_on = faulty(root, monkeypatch, step, fail, lasting=True, action=recover)
        if faulty.error is not None:
            assert "Input/output error" in faulty.error
        recover(str(root))
        assert held(root) == OLD
        if not went_on:
            break
        assert crash(middle)
    assert step > 20
