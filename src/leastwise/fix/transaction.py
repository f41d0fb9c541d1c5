"""Writes files all or nothing.

Everything is looked at before anything changes; the new contents wait beside the files under names of their own; then
one after the other takes its place. What goes wrong before the last one has done so is undone, also by the next run
when this one is killed: a file holds its old or its new content at any time, and after `recover` all hold the old or
all the new.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, suppress

from leastwise.fix.interrupts import Interrupts
from leastwise.fix.journal import Entry, Journal, NoJournalError, digest, journal_path
from leastwise.fix.target import ENDING, RefusedError, Target
from leastwise.model.errors import WriteError
from leastwise.model.record import field, record


@record
class Write:
    """One file to write.

    Attributes:
        path: relative to the root, with `/`.
        before: what was read.
        after: what it is to hold.
    """

    path: str
    before: bytes
    after: bytes


@record(frozen=False, eq=False)
class _Undone:
    """What became of putting files back, for people.

    Attributes:
        restored: paths of those that hold their old content again.
        changed: those that somebody else has changed meanwhile, and where their old content is.
        failed: those that could not be put back, and why.
    """

    restored: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def told(self, journal: Journal | None) -> list[str]:
        """What is not as it was."""
        kept = f"; their former contents are kept in {journal.path}, and the next run puts it right" if journal else ""
        return [*self.changed, *([f"not undone: {', '.join(self.failed)}{kept}"] if self.failed else [])]


def commit(root: str, writes: Iterable[Write]) -> None:
    """Write all of these files, or none.

    They have to be ordinary files, without another name, that hold what was read and that may be written. Owner, mode
    and extended attributes stay. Ctrl-C and SIGTERM end the program only when the files are whole.

    Raises:
        WriteError: not all could be written. None has changed; where even that could not be undone, the message says
            which have, and where their old contents are.
    """
    todo = [write for write in writes if write.before != write.after]
    if not todo:
        return
    root = os.path.realpath(root)
    with Interrupts() as interrupts, ExitStack() as stack:
        try:
            _check(root, todo)
            token = os.urandom(8).hex()
            entries = [
                Entry(write.path, f".{token}-{n}{ENDING}", write.before, digest(write.after), len(write.after))
                for n, write in enumerate(todo)
            ]
            journal = _begun(root, entries, stack)
        except WriteError as error:
            raise type(error)(f"{error}; no file was changed") from error
        taken: list[Entry] = []
        try:
            _exchange(root, todo, entries, taken, interrupts)
        except BaseException as error:
            _give_up(root, entries, taken, journal, error)
            raise
        if journal is not None:
            journal.drop()


def look(root: str, writes: Iterable[Write]) -> None:
    """See beforehand what `commit` will refuse; nothing changes.

    Raises:
        WriteError: a file cannot be written.
    """
    _check(os.path.realpath(root), [write for write in writes if write.before != write.after])


def _check(root: str, todo: Sequence[Write]) -> None:
    """See that every file can be written.

    Raises:
        WriteError: one cannot be.
    """
    found: dict[tuple[int, int], str] = {}
    for write in todo:
        with Target(root, write.path) as target:
            this = target.check(write.before)
        if this in found:
            raise RefusedError(f"{write.path}: is the same file as {found[this]}")
        found[this] = write.path


def _begun(root: str, entries: Sequence[Entry], stack: ExitStack) -> Journal | None:
    """The journal with these entries; `None` for a single file that has to do without: its change is one step."""
    try:
        journal = stack.enter_context(Journal(root))
        if os.path.lexists(journal.path):
            raise WriteError(f"another run was interrupted while it wrote below {root}; start again to put that right")
        journal.write(entries)
    except NoJournalError as error:
        if len(entries) > 1:
            raise NoJournalError(f"several files are written with a journal only, and {error}") from error
        return None
    return journal


def _exchange(
    root: str, todo: Sequence[Write], entries: Sequence[Entry], taken: list[Entry], interrupts: Interrupts
) -> None:
    """Write the new contents beside the files, then put each in its place; `taken` are those that may have been."""
    for write, entry in zip(todo, entries, strict=True):
        interrupts.check()
        with Target(root, entry.path) as target:
            target.prepare(entry.temporary, write.after)
    for entry in entries:
        interrupts.check()
        with Target(root, entry.path) as target:
            target.check(entry.before)
            taken.append(entry)
            target.take(entry.temporary)
    for entry in {os.path.dirname(entry.path): entry for entry in entries}.values():
        with Target(root, entry.path) as target:
            target.sync()


def _give_up(
    root: str, entries: Sequence[Entry], taken: Sequence[Entry], journal: Journal | None, error: BaseException
) -> None:
    """Undo what was done, and say so.

    Raises:
        WriteError: `error` was one, or not everything could be undone.
    """
    undone = _Undone()
    for n, entry in enumerate(entries):
        _undo(root, entry, n < len(taken), journal, undone)
    if journal is not None and not undone.failed:
        journal.drop()
    why = str(error) if isinstance(error, WriteError) else f"stopped by {type(error).__name__}"
    if undone.failed or undone.changed:
        raise WriteError("; ".join((why, *undone.told(journal), "all others are unchanged"))) from error
    if isinstance(error, WriteError):
        raise type(error)(f"{why}; no file was changed") from error


def recover(root: str) -> list[str]:
    """Put right what a killed process left behind below a root: all its files get their old contents back.

    Where all have their new ones already, they keep them. A file that has neither was changed by somebody since and
    stays as it is.

    Returns:
        What was done, for people; empty when there was nothing to do.

    Raises:
        WriteError: another process is writing, or a file cannot be put back.
    """
    root = os.path.realpath(root)
    path = journal_path(root)
    if path is None or not os.path.lexists(path):
        return []
    with Interrupts(), Journal(root) as journal:
        try:
            entries = journal.read()
        except (OSError, ValueError, KeyError, TypeError):
            return [f"the journal of an interrupted run cannot be read; it is kept as {journal.set_aside()}"]
        if entries is None:  # the process has ended well just now
            return []
        undone = _Undone()
        done = all([_is_new(root, entry) for entry in entries])
        for entry in entries:
            _undo(root, entry, not done, journal, undone)
        if undone.failed:
            raise WriteError("; ".join(("a run was interrupted while it wrote files", *undone.told(journal))))
        journal.drop()
    if done:
        return ["an interrupted run had written all its files; what it left beside them was removed"]
    back = f"put back to what they held: {', '.join(undone.restored)}" if undone.restored else "no file had changed yet"
    return [f"a run was interrupted while it wrote files; {back}", *undone.changed]


def _is_new(root: str, entry: Entry) -> bool:
    """Whether a file has its new content."""
    with suppress(WriteError), Target(root, entry.path) as target:
        held = target.read(entry.size)
        return held is not None and digest(held) == entry.after
    return False


def _undo(root: str, entry: Entry, taken: bool, journal: Journal | None, undone: _Undone) -> None:
    """Remove what waits beside a file and, where its place may have been taken, give it its old content back."""
    state = "it may hold its new content" if taken else "a temporary file may stay beside it"
    try:
        with Target(root, entry.path) as target:
            target.drop(entry.temporary)
            if not taken:
                return
            held = target.read(max(entry.size, len(entry.before)))
            if held == entry.before:
                return
            if held is None or digest(held) != entry.after:
                raise RefusedError("changed")
            state = "it holds its new content"
            try:
                target.prepare(entry.temporary, entry.before)
                target.check(held)
                target.take(entry.temporary)
            except BaseException:
                target.drop(entry.temporary)
                raise
            target.sync()
            undone.restored.append(entry.path)
    except RefusedError:
        if taken:
            _leave(entry, journal, undone)
    except WriteError as error:
        undone.failed.append(f"{error} ({state})")


def _leave(entry: Entry, journal: Journal | None, undone: _Undone) -> None:
    """A file has neither content: it is somebody else's now."""
    kept = ""
    if journal is not None:
        try:
            kept = f"; what it held before is kept in {journal.keep(entry)}"
        except OSError as error:
            undone.failed.append(f"{entry.path} (its former content cannot be kept: {error.strerror or error})")
            return
    undone.changed.append(f"{entry.path} was changed by somebody else meanwhile and stays so{kept}")
