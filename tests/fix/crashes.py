"""Kills a process that writes files, at each of its steps, and looks at what is left. Run by test_transaction_killed.py.

A step is a call of the system that changes something. The child dies by SIGKILL in front of its n-th step, for all n
until it comes to its end; of what it writes, half is written then.

Usage: crashes.py commit|recover|single FOLDER
"""

import json
import os
import signal
import sys
from itertools import count

from leastwise.fix.transaction import Write, commit, recover

STEPS = ("open", "write", "fsync", "fchown", "fchmod", "replace", "unlink", "mkdir")
FILES = {
    "template.yaml": (b"a: 1\r\n" * 300, b"a: 2\r\n" * 400),
    "stacks/jobs/template.yaml": (b"\xef\xbb\xbfb: 1\n", b"\xef\xbb\xbfb: 2\n# more\n"),
    "stacks/jobs/api.json": (b'{"c": 1}', b'{"c": 2}'),
    "empty\n.yaml": (b"", b"d: 2\n"),
}


def die_at(step, names=STEPS):
    calls = count()

    def deadly(name, real):
        def call(*args, **kwargs):
            if next(calls) == step:
                if name == "write":
                    real(args[0], bytes(args[1])[: len(args[1]) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **kwargs)

        return call

    for name in names:
        setattr(os, name, deadly(name, getattr(os, name)))


def died(action, step, names=STEPS):
    """Whether a child was killed at this step of an action; it comes to its end otherwise."""
    child = os.fork()
    if not child:
        die_at(step, names)
        action()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return True
    if status:
        sys.exit(f"step {step}: the child ended with {status}")
    return False


def tree(root):
    """Path → content of everything below a folder."""
    found = {}
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, root)] = file.read()
    return found


def fresh(root, files):
    for name in tree(root):
        os.unlink(os.path.join(root, name))
    for name, (before, _) in files.items():
        path = os.path.join(root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(before)


def ages(root, files):
    """For each file `old`, `new`, or what else it holds; and the names of what is there beside them."""
    held = tree(root)
    found = []
    for name, (before, after) in files.items():
        content = held.pop(name, None)
        found.append("old" if content == before else "new" if content == after else repr(content))
    return found, sorted(held)


def main(what, folder):
    root, state = os.path.join(folder, "root"), os.path.join(folder, "state")
    os.environ["XDG_STATE_HOME"] = state
    os.makedirs(root)
    files = dict(list(FILES.items())[:1]) if what == "single" else FILES
    writes = [Write(name, before, after) for name, (before, after) in files.items()]

    def commits():
        commit(root, writes)

    def recovers():
        recover(root)

    for step in count():
        fresh(root, files)
        if what == "recover":
            # Killed in front of the third replacement of a file; the journal's own is the first one.
            assert died(commits, 3, ("replace",))
            assert ages(root, files)[0] == ["new", "new", "old", "old"]
            alive = not died(recovers, step)
        else:
            alive = not died(commits, step)
        left, beside = ages(root, files)
        said = recover(root)
        end, rest = ages(root, files)
        again = recover(root)
        kept = (
            sorted(name for name in tree(state) if not name.endswith((".lock", ".new"))) if os.path.isdir(state) else []
        )
        sys.stdout.write(json.dumps([left, beside, said, end, rest, again, kept]) + "\n")
        sys.stdout.flush()  # or each child would write it again
        if alive:
            break


if __name__ == "__main__":
    main(*sys.argv[1:])
