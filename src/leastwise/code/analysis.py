"""Runs the handlers of a package, and tells what each one reaches.

    analysis = analyse([Start("src/app.py", ("handler",))], [observer], Imports(sources, package), sources.source)
    analysis.entries[0].calls        every call of a library that the handler, or a module that it imports, makes
    analysis.entries[0].uncertain    places at which there may be more

Modules are run once; each handler is run on the state that they leave behind. Nothing of the package is executed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from leastwise.code.interpreter.calls import Waiting
from leastwise.code.interpreter.machine import MAX_STEPS, Arguments, Exhausted
from leastwise.code.interpreter.modules import Resolver
from leastwise.code.interpreter.scopes import Frame
from leastwise.code.interpreter.whole import Interpreter
from leastwise.code.observers import Call, Log, Observer, Uncertain
from leastwise.code.values import NOTHING, Closure, External, Object, Result, Unknown, Value, event, one
from leastwise.model.record import record
from leastwise.model.source import Source, Span
from leastwise.read.script.nodes import Call as CallNode
from leastwise.read.script.nodes import Function, Literal

MAX_DEPTH = 12_000
"""Of the interpreter's own recursion: handlers call functions, whose expressions nest."""


@record
class Start:
    """Where something begins: a file, and the names that lead to its handler; none where the file itself runs."""

    file: str
    names: tuple[str, ...] = ()
    source: Source | None = None


@record(eq=False)
class Reached:
    """What is reached from one start.

    Attributes:
        start: the start.
        calls: calls of what is not of the package, in the order in which they are first made.
        uncertain: places at which more may happen than is known.
        functions: how many functions of the package ran.
        steps: how many expressions were gone through.
        found: whether the handler is there.
        through: id of a call → the functions of the package that lead to it the first time, the handler first.
        log: all that happened, in the order of the program.
    """

    start: Start
    calls: tuple[Call, ...]
    uncertain: tuple[Uncertain, ...]
    functions: int
    steps: int
    found: bool
    through: Mapping[int, tuple[Function, ...]]
    log: Log


@record(eq=False)
class Analysis:
    """What was found: `entries` in the order of the starts; the files that were run."""

    entries: tuple[Reached, ...]
    files: tuple[str, ...]


def analyse(
    starts: Sequence[Start],
    observers: Iterable[Observer],
    imports: Resolver,
    read: Callable[[str], Source | None],
) -> Analysis:
    """Run the handlers of a package.

    Args:
        starts: where they are.
        observers: who is told of calls, each once for each context in which it is made; one that wants more than that
            to be noted brings the `interpreter` that does it.
        imports: what imports name.
        read: the text of a file; `None` for one that cannot be read.
    """
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, MAX_DEPTH))
    several = list(observers)
    kind = next((one.interpreter for one in several if hasattr(one, "interpreter")), Interpreter)
    machine = kind(several, imports, read)
    try:
        entries = tuple(_reached(machine, start) for start in starts)
        return Analysis(entries, tuple(machine.scripts))
    finally:
        machine.forget()
        sys.setrecursionlimit(before)


def _reached(machine: Interpreter, start: Start) -> Reached:
    log: Log = []
    machine.log = log
    machine.steps = MAX_STEPS
    machine.store.spent = 0
    machine.calls = []
    machine.program = "" if start.names else start.file
    machine.decorating = False
    source = start.source or machine.read(start.file) or Source(start.file, "")
    span: Span = (source, 0, 0, 0, 0)
    found = True
    try:
        module = machine.module(start.file, span, start.source)
        machine.begun = machine.store.made
        depth = machine.store.push()
        try:
            frame = Frame(module, module.scope, "", depth)
            found = not start.names or _handled(machine, start, frame, span)
            _waiting(machine, frame, log)
            if start.names and found and machine.steps > MAX_STEPS // 2:
                # Events come again: what the first one left in the modules may lead elsewhere.
                _handled(machine, start, frame, span)
        finally:
            while len(machine.store.journals) > depth:
                machine.store.pop()
    except Exhausted:
        pass
    except RecursionError:
        machine.log = log
        machine.uncertain(span, "calls and expressions nest too deeply; not all is followed")
    calls, uncertain, functions = _flat(log)
    steps = MAX_STEPS - machine.steps
    return Reached(start, tuple(calls), tuple(uncertain), functions, steps, found, _through(log), log)


def _handled(machine: Interpreter, start: Start, frame: Frame, span: Span) -> bool:
    """Call a handler with the event."""
    names = start.names[2:] if start.names[:2] == ("module", "exports") else start.names
    names = names or ("*",)
    value = machine.export(start.file, names[0])
    for name in names[1:]:
        value = machine.attribute(value, name, None, frame)
    if value == NOTHING or all(isinstance(alternative, Unknown) for alternative in value.alternatives):
        machine.uncertain(span, f"{'.'.join(start.names)} is not found in {start.file}")
        return False
    arguments = Arguments((event(()), one(External("(context)")), one(External("(callback)"))))
    node = CallNode(Literal(None, span), (), None, span)
    machine.calls.append(Function("", (), (), span))
    try:
        for alternative in value.alternatives:
            if isinstance(alternative, (Closure, Object, Result)) or len(value.alternatives) == 1:
                given = arguments
                if isinstance(alternative, Closure):
                    given = Arguments(arguments.positional[: _taken(alternative)])
                machine.call(Value((alternative,)), given, node, frame)
    finally:
        machine.calls.pop()
    return True


def _taken(found: Closure) -> int:
    """How many of the arguments a handler takes."""
    parameters = found.function.parameters
    if any(parameter.kind == "*" for parameter in parameters):
        return 2
    own = found.this is not None and found.scope.module.python
    return max(min(len(parameters) - own, 3), 0)


def _waiting(machine: Interpreter, frame: Frame, log: Log) -> None:
    """Call what was given to libraries and was not called by then."""
    done: set[int] = set()
    known = 0
    for _ in range(4):
        every = entries(log)
        waiting = [entry for entry in every if entry.__class__ is Waiting]
        ran = {id(entry) for entry in every if entry.__class__ is Function} if waiting else set()
        ahead = [entry for entry in waiting if id(_code(entry)) not in ran and id(entry) not in done]
        if not ahead and len(machine.returned) > known:
            ahead = waiting  # what functions gave the library comes to those, too, that ran before
        if not ahead:
            return
        known, guards = len(machine.returned), frame.guards
        for entry in ahead:
            done.add(id(entry))
            machine.calls.append(_code(entry))
            try:
                value = machine.call(Value((entry.function,)), machine.as_asked(entry.given), entry.node, frame)
                machine.gives_back(value, entry.by, entry.node, frame)
            finally:
                frame.guards = guards  # one route says nothing of the others
                machine.calls.pop()


def _code(entry: Waiting) -> Any:
    """The function that waits; itself, where it is made of one, as a `partial` is."""
    return getattr(entry.function, "function", entry.function)


def entries(log: Log) -> list[Any]:
    """What is in a log and those within it, each of these once."""
    found: list[Any] = []
    seen = {id(log)}
    ahead: list[Any] = list(reversed(log))
    while ahead:
        entry = ahead.pop()
        if entry.__class__ is list:
            if id(entry) not in seen:
                seen.add(id(entry))
                ahead += reversed(entry)
        else:
            found.append(entry)
    return found


def _same(call: Call) -> Any:
    """What two calls have in common that are the same to everybody; `None` where objects may hold something else."""
    values = (*call.arguments, *call.keywords.values(), *filter(None, (call.rest, call.rest_keywords)))
    if any(alternative.__class__ is Object for value in values for alternative in value.alternatives):
        return None
    span = call.span
    where = tuple([(guard.test, guard.holds) for guard in call.guards])
    return id(span[0]), span[3:], call.callee, call.arguments, tuple(call.keywords.items()), call.function, where


def _flat(log: Log) -> tuple[list[Call], list[Uncertain], int]:
    """The calls, the uncertain places, and how many functions ran."""
    calls: list[Call] = []
    uncertain: dict[Uncertain, None] = {}
    functions: set[int] = set()
    told: set[Any] = set()
    for entry in entries(log):
        kind = entry.__class__
        if kind is Call:
            key = _same(entry)
            if key is None or key not in told:
                calls.append(entry)
                told.add(key)
        elif kind is Uncertain:
            uncertain[entry] = None
        elif kind is Function:
            functions.add(id(entry))
    return calls, list(uncertain), len(functions)


def _through(log: Log) -> dict[int, tuple[Function, ...]]:
    """The functions within whose logs each call stands; see `leastwise.code.interpreter.functions`."""
    found: dict[int, tuple[Function, ...]] = {}
    seen: set[int] = set()
    ahead: list[tuple[Log, tuple[Function, ...]]] = [(log, ())]
    while ahead:
        inner, around = ahead.pop()
        if id(inner) in seen:
            continue
        seen.add(id(inner))
        if inner and inner[0].__class__ is Function:
            around = (*around, inner[0])
        within: list[tuple[Log, tuple[Function, ...]]] = []
        for entry in inner:
            kind = entry.__class__
            if kind is Call:
                found.setdefault(id(entry), around)
            elif kind is list:
                within.append((entry, around))
        ahead += reversed(within)
    return found
