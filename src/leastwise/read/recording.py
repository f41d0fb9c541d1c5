"""What was asked of the files, so that it can be asked again: the same answers lead to the same outcome.

Contents are compared by their digests, never by times: a file that is written twice within a tick of the clock, or
that a tool gives an old date, is noticed like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.read.files import Files

try:  # without OpenSSL, which takes milliseconds to load
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b

Answers = dict[str, dict[str, str | bool]]
"""Question (a method of `Files`) → path → its answer; contents and lists of files as digests. Plain data."""

_FIRST = ("walk", "exists", "is_dir", "is_file", "read")
"""The questions in the order in which they are asked again: whatever most often has another answer goes first."""


def digest(data: bytes) -> str:
    """What stands for a content: 160 bits in hexadecimal, so that nobody makes two contents with the same."""
    return blake2b(data, digest_size=20).hexdigest()


def still_holds(answers: Answers, files: Files) -> bool:
    """Whether every question has the answer that it had. Nothing remains of asking."""
    for question in _FIRST:
        for path, answer in answers.get(question, {}).items():
            if _ask(files, question, path) != answer:
                return False
    return True


def _ask(files: Files, question: str, path: str) -> str | bool:
    if question == "read":
        try:
            return digest(files.read(path))
        except ReadError as error:
            return _refusal(error)
    if question == "walk":
        problems, excluded = len(files.problems), set(files.excluded)
        names = list(files.walk(path))
        answer = _walked(files, path, names, files.problems[problems:])
        del files.problems[problems:]
        files.excluded &= excluded
        return answer
    found: bool = getattr(files, question)(path)
    return found


def _refusal(error: ReadError) -> str:
    return f"{error.line} {error.limit} {error.reason}"


def _walked(files: Files, folder: str, names: Iterable[str], problems: Iterable[Unread]) -> str:
    inside = folder + "/" if folder else ""
    excluded = sorted(path for path in files.excluded if path.startswith(inside))
    told = (f"{problem.file}\n{problem.reason}" for problem in problems)
    return digest("\0".join((*names, "", *excluded, "", *told)).encode("utf-8", "surrogatepass"))


class RecordedFiles:
    """Files that remember what they were asked.

    Attributes:
        answers: what was asked since `start`, and what the answers were.
    """

    def __init__(self, files: Files) -> None:
        self.files = files
        self.problems = files.problems
        self.parsed = files.parsed
        self.exclude = files.exclude
        self.excluded = files.excluded
        self.code = files.code
        self.calls = files.calls
        self.usage = files.usage
        self.start()

    def start(self) -> None:
        """Begin a new record."""
        self.answers: Answers = {}
        self._changed = False
        self._walking = 0

    @property
    def steady(self) -> bool:
        """Whether every question had one answer, and every walk went to its end: only then may the record be kept."""
        return not self._changed and not self._walking

    def _note(self, question: str, path: str, answer: str | bool) -> None:
        if self.answers.setdefault(question, {}).setdefault(path, answer) != answer:
            self._changed = True

    def read(self, path: str) -> bytes:
        """See `Files.read`."""
        try:
            data = self.files.read(path)
        except ReadError as error:
            self._note("read", path, _refusal(error))
            raise
        self._note("read", path, digest(data))
        return data

    def is_file(self, path: str) -> bool:
        """See `Files.is_file`."""
        found = self.files.is_file(path)
        self._note("is_file", path, found)
        return found

    def exists(self, path: str) -> bool:
        """See `Files.exists`."""
        found = self.files.exists(path)
        self._note("exists", path, found)
        return found

    def is_dir(self, path: str) -> bool:
        """See `Files.is_dir`."""
        found = self.files.is_dir(path)
        self._note("is_dir", path, found)
        return found

    def walk(self, folder: str) -> Iterator[str]:
        """See `Files.walk`."""
        known = len(self.problems)
        names = []
        self._walking += 1
        for path in self.files.walk(folder):
            names.append(path)
            yield path
        self._walking -= 1
        self._note("walk", folder, _walked(self, folder, names, self.problems[known:]))

    def join(self, folder: str, relative: str) -> str | None:
        """See `Files.join`."""
        return self.files.join(folder, relative)
