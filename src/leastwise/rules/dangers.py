"""Words for data that reaches a dangerous call: which field, who sends it, which call."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from leastwise.code.sources import sources_of
from leastwise.model.application import Application
from leastwise.model.graph import Exposure
from leastwise.rules.words import called

if TYPE_CHECKING:  # the engine is imported where there is code to read
    from leastwise.code.observers import Call
    from leastwise.code.taint.flows import Flow

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

_STATEMENTS = {
    "(return)": "the answer",
    "(assign)": "the name of a field that is set",
    "(keep)": "a variable of the module",
}


def watch_code(app: Application) -> None:
    """Let the code be watched for data of outsiders; to be called when rules are prepared."""
    sources = sources_of(app)
    if sources is not None:
        from leastwise.code.taint.flows import watch

        watch(sources)


def field(flow: Flow) -> str:
    """The field of the event, as a program writes it: `event.Records[].body`."""
    return ".".join(("event", *map(str, flow.path))).replace(".[]", "[]")


def told(flow: Flow) -> str:
    """The field, and who sends it, to begin a sentence with."""
    from leastwise.code.taint.reading import mark

    kind, trigger = mark(flow.path), flow.trigger
    if kind == "secret" and len(flow.path) > 1:
        return "The whole environment" if flow.path[1] == "*" else f"The secret `{flow.path[1]}`"
    if kind:
        return _MARKS.get(kind, f"What is marked `{kind}`")
    if trigger is None:
        return f"`{field(flow)}`"
    by = trigger.route.label if trigger.route is not None else called(trigger.kind)
    who = _SENDERS.get(trigger.exposure, "")
    return f"`{field(flow)}` ({by}{f', {who}' if who else ''})"


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
    return f"`{written}`" if same else f"`{path.rpartition('.')[2]}`"
