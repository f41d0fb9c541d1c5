"""Words for data that reaches a dangerous call: which field, who sends it, which call."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from leastwise.code.sources import sources_of
from leastwise.model.application import Application
from leastwise.model.graph import Exposure, TriggerKind
from leastwise.rules.words import called

if TYPE_CHECKING:  # the engine is imported where there is code to read
    from leastwise.code.observers import Call
    from leastwise.code.taint.flows import Flow
    from leastwise.code.taint.written import Written

_SENDERS = {
    Exposure.INTERNET: "from anybody",
    Exposure.AUTHENTICATED: "from signed-in callers",
    Exposure.PRIVATE: "from the network",
    Exposure.ACCOUNT: "from other accounts",
}
_MARKS = {
    "error": "The text of an error",
    "model": "What a model says",
    "stored": "What is stored",
    "secret": "A secret",
    "response": "The answer of another host",
}
"""What data is that is no field of the event."""

_LONGEST_NAME = 80
"""Characters of the name of a field that are shown."""

_STATEMENTS = {
    "(return)": "the answer",
    "(assign)": "the name of a field that is set",
    "(choose)": "the name of a function that is called",
    "(keep)": "a variable of the module",
}


def watch_code(app: Application) -> None:
    """Let the code be watched for data of outsiders; to be called when rules are prepared."""
    sources = sources_of(app)
    if sources is not None:
        from leastwise.code.taint.found import watch

        watch(sources)


def field(flow: Flow) -> str:
    """The field of the event, as a program writes it: `event.Records[].body`."""
    return _named(flow.path)


def written_field(written: Written) -> str:
    """The same of the field that a store was filled with."""
    return _named(written.path)


def _named(path: Iterable[object]) -> str:
    parts = (part if len(part := str(one)) <= _LONGEST_NAME else f"{part[: _LONGEST_NAME - 1]}…" for one in path)
    return ".".join(("event", *parts)).replace(".[]", "[]").replace("`", "'")


def kept_in(app: Application, written: Written) -> str:
    """The table, bucket or queue, as the template names it."""
    kind, name = written.store
    resource = app.by_key.get(name) if kind == "resource" else None
    return f"the {name}" if kind == "place" else f"`{name if resource is None else resource.name}`"


def _stored(flow: Flow, app: Application, written: Written) -> str:
    """What is stored, and who wrote it, to begin a sentence with."""
    from leastwise.code.taint.reading import mark

    where = kept_in(app, written)
    if written.function is None or written.call is None:
        mails = written.trigger is not None and written.trigger.kind is TriggerKind.SES
        return "What is in mails that others send" if mails else f"What others upload to {where}"
    place = written.call.place
    begins = f"What `{written.function.name}` stores in {where} ({place.file}:{place.line}"
    if mark(written.path) or not written.path:
        return f"{begins})"
    return f"{begins}) of `{written_field(written)}`{_by(flow)}"


def _by(flow: Flow) -> str:
    """Who sends it, behind the name of the field."""
    trigger = flow.trigger
    if trigger is None:
        return ""
    by = trigger.route.label if trigger.route is not None else called(trigger.kind)
    who = _SENDERS.get(trigger.exposure, "")
    return f" ({by}{f', {who}' if who else ''})"


def told(flow: Flow, app: Application) -> str:
    """The field, and who sends it, to begin a sentence with."""
    from leastwise.code.taint.reading import mark

    if flow.written is not None:
        return _stored(flow, app, flow.written)
    kind = mark(flow.path)
    if kind == "error" and flow.path[1:] == ("stack",):
        return "The stack trace of an error"
    if kind == "secret" and len(flow.path) > 1:
        return "The whole environment" if flow.path[1] == "*" else _secret(flow.path[1])
    if kind == "outside":
        return f"What `{flow.path[1].removesuffix('()')}` gives"
    if kind:
        return _MARKS.get(kind, f"What is marked `{kind}`")
    if flow.sent is not None and flow.sent.function is not None:
        of = "" if mark(flow.sent.path) else f" of `{written_field(flow.sent)}`{_by(flow)}"
        return f"`{field(flow)}`, which `{flow.sent.function.name}` sends{of},"
    return f"`{field(flow)}`{_by(flow)}"


def _secret(name: str) -> str:
    """A secret of the environment, or one that a call gives, to begin a sentence with."""
    return f"The secret that `{name[:-2]}` gives" if name.endswith("()") else f"The secret `{name}`"


def shown(call: Call) -> str:
    """What is called, as its program names it: `os.system`, `cursor.execute`, `PutCommand`."""
    from leastwise.code.needs.shown import text_of

    if call.path in _STATEMENTS:
        return _STATEMENTS[call.path]
    path = call.path.removeprefix("builtins.").removeprefix("global.")
    text = text_of(call)
    command = re.search(r"\.send\(\s*new\s+([\w.]+)", text)
    if command is not None:
        return f"`{command[1]}`"
    written = text.partition("(")[0].strip()
    same = re.fullmatch(r"[\w$.\[\]]+", written) and written.rpartition(".")[2] == path.rpartition(".")[2]
    if "()" not in path:
        return f"`{path}`"
    if same:
        return f"`{written}`"
    return f"`{path}`" if len(path) <= _LONGEST_NAME else f"`{path.rpartition('.')[2]}`"
