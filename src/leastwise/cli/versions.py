"""Whether version control could bring a file back.

Git is asked which contents it keeps. Of other systems only their folders are looked for: asking them would run what the
tree configures.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable

from leastwise.cli.root import upwards, work_tree
from leastwise.model.errors import ReadError
from leastwise.read.git import Git

_OTHERS = (".hg", ".svn", ".bzr", ".jj", ".sl", ".fslckout", "_FOSSIL_", "_darcs")


def endangered(root: str, paths: Iterable[str]) -> tuple[list[str], list[str]]:
    """The files that could not be brought back as they are.

    Args:
        root: the folder that paths are relative to.
        paths: files.

    Returns:
        those that no version control keeps: outside of any work tree, ignored, never added; and those of which git
        keeps another content only.

    Raises:
        ReadError: a work tree of git is there, and git cannot be asked about it.
    """
    unversioned: list[str] = []
    changed: list[str] = []
    trees: dict[str, dict[str, str]] = {}
    for path in sorted(paths):
        full = os.path.join(root, path)
        folder = os.path.dirname(full)
        tree = work_tree(folder) or ""
        if tree and tree not in trees:
            trees[tree] = _kept_by_git(tree)
        kept = trees[tree].get(os.path.relpath(full, tree).replace(os.sep, "/")) if tree else None
        if kept is not None:
            if not _holds(full, kept):
                changed.append(path)
        elif not _kept_by_others(folder):
            unversioned.append(path)
    return unversioned, changed


def _kept_by_git(tree: str) -> dict[str, str]:
    """Path → name of the content, of all files that a work tree of git keeps."""
    listed, complaint = Git(tree).output("ls-files", "--stage", "-z")
    if complaint:
        raise ReadError(complaint)
    found = {}
    for item in listed.split(b"\0"):
        facts, _, path = item.partition(b"\t")
        if path:
            found[os.fsdecode(path)] = facts.split(b" ")[1].decode("ascii")
    return found


def _kept_by_others(folder: str) -> bool:
    """Whether this folder, or one above, is a work tree of another system."""
    return any(os.path.exists(os.path.join(above, name)) for above in upwards(folder) for name in _OTHERS)


def _holds(path: str, name: str) -> bool:
    """Whether git would keep a file's content under this name, as it is or with the line ends that it may give a file.

    https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_object_storage
    """
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return False
    kind = hashlib.sha256 if len(name) == hashlib.sha256().digest_size * 2 else hashlib.sha1
    forms = (data, data.replace(b"\r\n", b"\n"))
    return any(kind(b"blob %d\0" % len(form) + form).hexdigest() == name for form in forms)
