"""Files are written as a whole and keep all that is not their content; the bytes are those of the file's encoding."""

import codecs
import os
import stat
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leastwise.fix import target
from leastwise.fix.encoding import encoded
from leastwise.fix.transaction import Write, commit, recover
from leastwise.model.errors import PatchError, WriteError
from leastwise.model.source import Source
from leastwise.read.encoding import decode
from leastwise.read.files import DiskFiles
from leastwise.read.reading import ReadStats
from leastwise.read.survey import survey

pytestmark = pytest.mark.usefixtures("state")


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "root"
    folder.mkdir()
    return folder


def put(root, contents):
    for name, content in contents.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def held(root):
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_files_in_several_folders(root, state, way):
    before = {
        "template.yaml": b"a: 1\r\n",
        "stacks/api.yaml": b"\xef\xbb\xbfb: 1\n",
        "stacks/deep/x.json": b"",
        "other": b"x",
    }
    after = {"template.yaml": b"a: 2\r\n", "stacks/api.yaml": b"\xef\xbb\xbfb: 22\n", "stacks/deep/x.json": b"{}"}
    put(root, before)
    commit(str(root), [Write(name, before[name], content) for name, content in after.items()])
    assert held(root) == before | after
    assert recover(str(root)) == []
    assert list(state.iterdir()) == []


def test_nothing_to_write(root, state):
    put(root, {"a": b"x"})
    was = os.stat(root / "a")
    commit(str(root), [Write("a", b"x", b"x"), Write("missing", b"", b"")])
    commit(str(root), [])
    assert os.stat(root / "a") == was
    assert not state.exists()


@pytest.mark.skipif(os.name == "nt", reason="names that Windows does not have")
@pytest.mark.parametrize(
    "name", ["-rf", "a\nb.yaml", "ä 🎉.yaml", "back\\slash", "c:d", os.fsdecode(b"\xff\xfe.yaml"), "x" * 255]
)
def test_odd_names(root, name, way):
    try:
        put(root, {name: b"old", "other": b"old"})
    except OSError as error:
        pytest.skip(f"no such name here: {error}")
    commit(str(root), [Write(name, b"old", b"new"), Write("other", b"old", b"new")])
    assert held(root) == {name: b"new", "other": b"new"}


def test_the_root_may_be_a_link(tmp_path, root):
    put(root, {"a": b"old"})
    link = tmp_path / "link"
    link.symlink_to(root)
    commit(str(link), [Write("a", b"old", b"new")])
    assert held(root) == {"a": b"new"}


def test_hundreds_of_files(root):
    names = [f"stack{n % 40}/template{n}.yaml" for n in range(400)]
    put(root, dict.fromkeys(names, b"old"))
    opened = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else None
    commit(str(root), [Write(name, b"old", name.encode()) for name in names])
    assert held(root) == {name: name.encode() for name in names}
    if opened is not None:
        assert len(os.listdir("/proc/self/fd")) == opened


def test_in_another_thread(root):
    put(root, {"a": b"old", "b": b"old"})
    thread = threading.Thread(target=commit, args=(str(root), [Write(name, b"old", b"new") for name in "ab"]))
    thread.start()
    thread.join()
    assert held(root) == {"a": b"new", "b": b"new"}


def test_what_waits_beside_a_file_is_not_scanned(root):
    template = b"Resources:\n  A:\n    Type: AWS::SQS::Queue\n"
    put(root, {"template.yaml": template})
    with target.Target(str(root), "template.yaml") as place:
        place.prepare(f".0{target.ENDING}", template)
        assert len(held(root)) == 2
        assert list(survey(DiskFiles(str(root)), [""], ReadStats()).candidates) == ["template.yaml"]


# What is not content


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights elsewhere")
@pytest.mark.parametrize("mode", [0o755, 0o640, 0o600, 0o666, 0o200, 0o4755])
def test_the_mode_stays(root, mode, way):
    put(root, {"a": b"old"})
    os.chmod(root / "a", mode)
    if not os.access(root / "a", os.R_OK):
        pytest.skip("it can be read by root only")
    commit(str(root), [Write("a", b"old", b"new")])
    assert stat.S_IMODE(os.stat(root / "a").st_mode) == mode


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
def test_the_owner_stays(root):
    put(root, {"a": b"old"})
    os.chown(root / "a", 12345, 54321)
    os.chmod(root / "a", 0o6755)
    commit(str(root), [Write("a", b"old", b"new")])
    status = os.stat(root / "a")
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (12345, 54321, 0o6755)


ACCESS = bytes.fromhex("02000000 01000600ffffffff 02000700d2040000 04000400ffffffff 10000700ffffffff 20000400ffffffff")
"""An access list by which the user 1234 may do everything. https://man7.org/linux/man-pages/man5/acl.5.html"""


def attribute(path, name, value):
    try:
        os.setxattr(path, name, value)
    except (AttributeError, OSError) as error:
        pytest.skip(f"no such attributes here: {error}")


def test_extended_attributes_stay(root):
    put(root, {"a": b"old"})
    attribute(root / "a", "user.origin", b"https://example.com")
    attribute(root / "a", "system.posix_acl_access", ACCESS)
    mode = os.stat(root / "a").st_mode
    commit(str(root), [Write("a", b"old", b"new")])
    assert os.getxattr(root / "a", "user.origin") == b"https://example.com"
    assert os.getxattr(root / "a", "system.posix_acl_access") == ACCESS
    assert os.stat(root / "a").st_mode == mode


def test_the_folder_gives_nobody_access(root):
    put(root, {"a": b"old"})
    attribute(root, "system.posix_acl_default", ACCESS)
    commit(str(root), [Write("a", b"old", b"new")])
    assert held(root) == {"a": b"new"}
    assert os.listxattr(root / "a") == []


# The journal


def test_only_the_user_may_look_into_the_journal(root, state, monkeypatch):
    put(root, {"a": b"old", "b": b"old"})
    seen = []
    replace = os.replace
    monkeypatch.setattr(
        os, "replace", lambda *args, **more: (replace(*args, **more), seen.append(list(state.iterdir())))
    )
    modes = []
    monkeypatch.setattr(
        os, "fchmod", lambda *args: modes.extend(stat.S_IMODE(p.stat().st_mode) for p in state.iterdir())
    )
    commit(str(root), [Write(name, b"old", b"new") for name in "ab"])
    assert any(path.suffix == ".journal" for path in seen[0])
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    assert set(modes) == {0o600}


@pytest.mark.parametrize("folder", ["{root}/.state", "{tmp}/shared", "{tmp}/file"])
def test_a_journal_that_others_could_write_is_not_used(tmp_path, root, monkeypatch, folder):
    (tmp_path / "file").write_text("")
    (tmp_path / "shared/leastwise").mkdir(parents=True)
    (tmp_path / "shared/leastwise").chmod(0o777)
    folder = folder.format(root=root, tmp=tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", folder)
    put(root, {"a": b"old", "b": b"old"})
    with pytest.raises(WriteError, match="several files are written with a journal only") as error:
        commit(str(root), [Write(name, b"old", b"new") for name in "ab"])
    assert folder in str(error.value)
    assert "XDG_STATE_HOME; no file was changed" in str(error.value)
    assert held(root) == {"a": b"old", "b": b"old"}
    commit(str(root), [Write("a", b"old", b"new")])  # a single file is one step
    assert held(root) == {"a": b"new", "b": b"old"}


def test_a_journal_that_cannot_be_read_is_set_aside(root, state):
    from leastwise.fix.journal import journal_path

    put(root, {"a": b"old", "b": b"old"})
    commit(str(root), [Write("a", b"old", b"new")])  # makes the folder
    path = journal_path(str(root))
    with open(path, "wb") as file:
        file.write(b'0123\n{"files": [["a", "../x"')
    with pytest.raises(WriteError, match=r"another run was interrupted .*; start again to put that right"):
        commit(str(root), [Write("b", b"old", b"new")])
    (said,) = recover(str(root))
    assert "cannot be read" in said
    assert len(list(state.glob("*.unreadable"))) == 1
    commit(str(root), [Write("b", b"old", b"new")])
    assert held(root) == {"a": b"new", "b": b"new"}


# Texts as bytes

CODECS = {
    "utf-8": b"",
    "utf-8-sig": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}


@pytest.mark.parametrize("codec", CODECS)
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=2))
def test_an_unchanged_text_is_the_same_bytes(codec, text):
    if codec == "utf-8" and text[0] == "\ufeff":
        return  # is a mark then
    raw = CODECS[codec] + text.encode("utf-8" if codec == "utf-8-sig" else codec)
    source = decode(raw, "template.yaml")
    assert encoded(source, source.text) == raw
    assert encoded(source, "a: ä\r\n") == CODECS[codec] + "a: ä\r\n".encode("utf-8" if codec == "utf-8-sig" else codec)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_stays_without(codec):
    source = decode("Resources: {}".encode(codec), "template.yaml")
    assert encoded(source, "Resources: {A: ä}") == "Resources: {A: ä}".encode(codec)
    with pytest.raises(PatchError, match="as UTF-16"):
        encoded(source, "日本: {}\n")  # nothing says any more that it is UTF-16


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_what_has_no_bytes_is_refused(codec):
    source = Source("template.yaml", "a", codec, "a".encode(codec))
    with pytest.raises(PatchError, match=r"template.yaml: the changed text cannot be written as UTF-"):
        encoded(source, "a: \ud800")


def test_a_text_without_its_bytes():
    assert encoded(Source("template.yaml", "a", "utf-16"), "b") == "b".encode("utf-16")
    with pytest.raises(PatchError):
        encoded(Source("template.yaml", "a"), "\ufeffb")  # would be read as a mark
