"""The files of a commit are read as those on disk are, and nothing of the repository's is run to read them."""

import os
import shutil
import subprocess

import pytest

from leastwise.model.errors import ReadError, UsageError
from leastwise.read.files import MAX_BYTES, DiskFiles
from leastwise.read.git import program
from leastwise.read.revision import Revision

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@pytest.fixture
def repository(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    git("init", "-q", "-b", "main")
    git("config", "user.email", "someone@example.com")
    git("config", "user.name", "Someone")
    return tmp_path


def git(*arguments):
    return subprocess.run(["git", *arguments], check=True, capture_output=True, text=True).stdout.strip()


def commit(**files):
    for name, text in files.items():
        path = name.replace("__", "/").replace("_", ".")
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with open(path, "w") as file:
            file.write(text)
    git("add", "--all")
    git("commit", "-q", "-m", "next", "--allow-empty")
    return git("rev-parse", "HEAD")


def test_it_answers_as_the_disk_did_at_that_commit(repository):
    commit(template_yaml="one", src__app_py="two", src__lib__x_py="three", node___modules__p_js="theirs")
    with Revision(".", "HEAD") as then:
        now = DiskFiles(".")
        assert list(then.walk("")) == list(now.walk(""))
        assert list(then.walk("src")) == list(now.walk("src"))
        for path in ("template.yaml", "src/app.py"):
            assert then.read(path) == now.read(path)
        for path in ("", "src", "src/lib", "src/app.py", "none", "src/none"):
            for question in ("is_file", "is_dir", "exists"):
                assert getattr(then, question)(path) == getattr(now, question)(path), (question, path)


def test_what_is_excluded_is_left_out_as_on_disk(repository):
    commit(template_yaml="one", a__x_yaml="x", a__b__y_yaml="y", c__z_yaml="z", c__z_json="z")
    with Revision(".", "HEAD") as then:
        now = DiskFiles(".")
        then.exclude = now.exclude = lambda path: path in ("a/b", "c/z.json")
        for start in ("", "a"):
            assert list(then.walk(start)) == list(now.walk(start))
        assert then.excluded == now.excluded == {"a/b", "c/z.json"}
        assert then.read("a/b/y.yaml") == b"y"


def test_what_came_later_is_not_there(repository):
    commit(template_yaml="one", gone_yaml="x")
    os.remove("gone.yaml")
    commit(template_yaml="two", new_yaml="x")
    with Revision(".", "HEAD~1") as then:
        assert then.read("template.yaml") == b"one"
        assert list(then.walk("")) == ["gone.yaml", "template.yaml"]
        with pytest.raises(ReadError, match="No such file"):
            then.read("new.yaml")


def test_a_root_inside_the_work_tree_sees_only_itself(repository):
    commit(a__template_yaml="one", b__template_yaml="two")
    with Revision("a", "HEAD") as then:
        assert list(then.walk("")) == ["template.yaml"]
        assert then.read("template.yaml") == b"one"


def test_what_counts_is_where_the_branch_began(repository):
    begin = commit(template_yaml="one")
    git("checkout", "-q", "-b", "work")
    commit(template_yaml="mine")
    git("checkout", "-q", "main")
    commit(template_yaml="theirs")
    git("checkout", "-q", "work")
    with Revision(".", "main") as then:
        assert then.commit == begin
        assert then.read("template.yaml") == b"one"


def test_a_branch_with_nothing_in_common_counts_as_it_is(repository):
    commit(template_yaml="one")
    git("checkout", "-q", "--orphan", "other")
    commit(template_yaml="other")
    with Revision(".", "main") as then:
        assert then.read("template.yaml") == b"one"


@pytest.mark.parametrize(
    "name", ["nope", "--help", "-n", "", "HEAD\n", "HEAD:template.yaml", "--output=x", "HEAD^{tree}"]
)
def test_what_is_no_commit_is_refused_with_advice(repository, name):
    commit(template_yaml="one")
    with pytest.raises(UsageError, match="--since"):
        Revision(".", name)
    assert sorted(os.listdir(".")) == [".git", "template.yaml"]


def test_outside_of_git_it_says_so(tmp_path):
    with pytest.raises(UsageError, match="--since needs a git work tree"):
        Revision(str(tmp_path), "HEAD")


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_links_are_followed_inside_the_root_only(repository):
    os.mkdir("src")
    for link, target in {
        "link.yaml": "template.yaml",
        "code": "src",
        "src/up.yaml": "../template.yaml",
        "out.yaml": "/etc/passwd",
        "above": "../..",
        "self": "self",
    }.items():
        os.symlink(target, link)
    commit(template_yaml="one", src__app_py="two")
    with Revision(".", "HEAD") as then:
        assert list(then.walk("")) == ["template.yaml", "src/app.py"]
        assert then.read("link.yaml") == then.read("src/up.yaml") == then.read("code/up.yaml") == b"one"
        assert then.is_dir("code")
        assert then.is_file("code/app.py")
        for path in ("out.yaml", "above/x", "self"):
            assert not then.is_file(path)
            with pytest.raises(ReadError):
                then.read(path)


def test_a_file_that_is_too_large_is_refused_and_the_next_one_read(repository):
    commit(large_yaml="x" * (MAX_BYTES + 1), template_yaml="one")
    with Revision(".", "HEAD") as then:
        with pytest.raises(ReadError, match="at most"):
            then.read("large.yaml")
        assert then.read("template.yaml") == b"one"


def test_an_object_that_is_lost_costs_only_itself(repository):
    commit(a_yaml="one", b_yaml="two")
    lost = git("rev-parse", "HEAD:a.yaml")
    os.remove(os.path.join(".git", "objects", lost[:2], lost[2:]))
    with Revision(".", "HEAD") as then:
        with pytest.raises(ReadError, match="does not have it"):
            then.read("a.yaml")
        assert then.read("b.yaml") == b"two"


def test_names_are_taken_as_they_are(repository):
    for name in ("ünï.yaml", "with space.yaml", 'quo"te.yaml', "-dash.yaml", ":colon.yaml"):
        with open(name, "w") as file:
            file.write(name)
    commit()
    with Revision(".", "HEAD") as then:
        assert {path: then.read(path).decode() for path in then.walk("")} == {
            path: path for path in DiskFiles(".").walk("")
        }


@pytest.mark.skipif(os.name == "nt", reason="the traps are shell scripts")
@pytest.mark.parametrize("url", ["ext::{script} %S", "ssh://example.com/x"])
def test_nothing_of_the_repository_is_run(repository, tmp_path_factory, url):
    trap = tmp_path_factory.mktemp("trap")
    sprung = trap / "sprung"
    script = trap / "script"
    script.write_text(f'#!/bin/sh\necho "$0 $@" >> {sprung}\nexit 1\n')
    script.chmod(0o755)
    commit(template_yaml="one", _gitattributes="* filter=evil diff=evil\n")
    begin = git("rev-parse", "HEAD")
    commit(template_yaml="two")
    for name in os.listdir(".git/hooks"):
        os.remove(f".git/hooks/{name}")
    for hook in ("post-checkout", "post-index-change", "pre-commit", "reference-transaction", "fsmonitor-watchman"):
        shutil.copy(script, f".git/hooks/{hook}")
    for key, value in {
        "core.fsmonitor": str(script),
        "core.pager": str(script),
        "core.editor": str(script),
        "core.sshCommand": str(script),
        "core.gitProxy": str(script),
        "credential.helper": f"!{script}",
        "diff.external": str(script),
        "diff.evil.textconv": str(script),
        "filter.evil.smudge": str(script),
        "filter.evil.process": str(script),
        "pager.cat-file": str(script),
        "pager.ls-tree": str(script),
        "pager.rev-parse": str(script),
        "alias.cat-file": f"!{script}",
        "extensions.partialClone": "evil",
        "core.repositoryFormatVersion": "1",
        "protocol.allow": "always",
        "protocol.ext.allow": "always",
        "remote.evil.url": url.format(script=script),
        "remote.evil.promisor": "true",
        "remote.evil.uploadpack": str(script),
    }.items():
        git("config", key, value)
    lost = git("rev-parse", "HEAD:template.yaml")
    os.remove(os.path.join(".git", "objects", lost[:2], lost[2:]))
    sprung.unlink(missing_ok=True)
    with Revision(".", begin) as then:
        assert then.read("template.yaml") == b"one"
    with Revision(".", "HEAD") as then, pytest.raises(ReadError):
        then.read("template.yaml")
    assert not sprung.exists()


def test_git_is_taken_from_a_folder_that_is_named_in_full(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "git").write_text("#!/bin/sh\n")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join(["", ".", "bin"]))
    with pytest.raises(ReadError, match="not installed"):
        program()
    with pytest.raises(UsageError, match="needs git"):
        Revision(".", "HEAD")


def test_the_variables_of_a_hook_do_not_lead_elsewhere(repository, monkeypatch, tmp_path_factory):
    commit(template_yaml="one")
    monkeypatch.setenv("GIT_DIR", str(tmp_path_factory.mktemp("other")))
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere")
    with Revision(".", "HEAD") as then:
        assert then.read("template.yaml") == b"one"
