"""The source of a CDK application that was not synthesised, read without running it: TypeScript, JavaScript and Python.

    program, library                     where it begins, and what is known of names that are not its own
    interpreter, calls, lists, expressions, logic    what it makes, followed through its own classes and functions
    notes                                what is not followed, and whose grants may be needed for it
    values                               constructs, and calls of the CDK
    naming                               what its constructs are called where a function is made
    emitter, convert                     values in CloudFormation's words
    constructs, stores, functions, events, rest_apis, http_apis    what the constructs become

What cannot be told is not guessed: values are `Unknown`, and constructs that are not understood are named. The
application is marked uncertain, because what the CDK would add or a loop would repeat is not all seen.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from leastwise.model.application import Stack
from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.model.record import replace
from leastwise.read import graph
from leastwise.read.cdk.assembly import plain as plain_json
from leastwise.read.cdk.static.cases import share
from leastwise.read.cdk.static.constructs import emit
from leastwise.read.cdk.static.emitter import Emitter
from leastwise.read.cdk.static.interpreter import Interpreter
from leastwise.read.cdk.static.naming import name_constructs
from leastwise.read.cdk.static.program import Program
from leastwise.read.decisions import Decisions
from leastwise.read.files import Files
from leastwise.read.reading import Reading, ReadSettings, ReadStats
from leastwise.read.worlds import Outcome, all_worlds

ADVICE = "`cdk synth` would tell more: run it and scan again, or scan with --synth, which runs the application's code"
UNCERTAIN = "read from the source of a CDK application that was not synthesised"

_READ = "read without `cdk synth`, from the source alone"

MAX_DECIDED = 25_000
"""Steps of an application that is still followed once for each way to decide its conditions."""

_ONE_WAY = "the application is too large to look at both ways of conditions that are not known; one is taken"

_LANGUAGES = {
    "dotnet": ".NET",
    "mvn": "Java",
    "mvnw": "Java",
    "gradle": "Java",
    "gradlew": "Java",
    "go": "Go",
    "java": "Java",
}


def read_source(files: Files, path: str, settings: ReadSettings, stats: ReadStats) -> Iterator[Reading]:
    """Read the application of a `cdk.json`."""
    try:
        configuration = plain_json(files.read(path))
    except ReadError as error:
        yield Reading(path, "cdk", (), (Unread(path, error.line, "template", f"the file {error.reason}"),))
        return
    folder = posixpath.dirname(path)
    command = configuration.get("app")
    program = Program(files, folder)
    entry = program.entry(command) if isinstance(command, str) else None
    if entry is None:
        yield Reading(path, "cdk", (), (Unread(path, 1, "limit", _unreadable(command)),))
        return
    context = configuration.get("context")
    context = context if isinstance(context, dict) else {}
    outcomes, limits = all_worlds(partial(_evaluate, program, entry, context))
    _name_blocks({key: found for outcome in outcomes for key, found in outcome.stacks[0].resources.items()})
    share(outcome.stacks[0].resources for outcome in outcomes)
    worlds, unread = [], list(program.unread)
    for outcome in outcomes:
        notes = [*outcome.unread, *program.unread]
        app = graph.build(
            id=path,
            framework="cdk",
            stacks=outcome.stacks,
            world=outcome.decisions.world(),
            files=files,
            unread=notes,
            decided_by=outcome.touched,
        )
        worlds.append(replace(app, uncertain=UNCERTAIN))
        unread += notes
    yield Reading(path, "cdk", tuple(worlds), tuple(dict.fromkeys([*_one_told(unread), *limits])))


def _evaluate(program: Program, entry: str, context: Mapping[str, Any], decisions: Decisions) -> Outcome:
    program.restart()
    interpreter = Interpreter(program, context, decisions)
    interpreter.run(entry)
    emitter = Emitter(program.folder, entry, context)
    emit(interpreter.made, emitter, program.files)
    for doubt in interpreter.doubts:
        emitter.doubt(doubt.of, doubt.span, doubt.reason)
    resources = emitter.finish()
    name_constructs(interpreter.made, emitter)
    decided = interpreter.decided
    touched = {found.key: decided[found.span] for found in resources.values() if found.span in decided}
    for variable in decisions.candidates:  # one that decides nothing in this world may in another
        touched.setdefault(f"condition:{variable}", {variable})
    notes = [Unread(entry, 1, "limit", _told(emitter)), *interpreter.unread]
    if interpreter.steps > MAX_DECIDED and decisions.candidates and not decisions.choices:
        notes.append(Unread(entry, 1, "limit", _ONE_WAY))
        decisions, touched = Decisions(), {}
    return Outcome((Stack(entry, entry, resources, {}),), notes, touched, decisions)


def _one_told(unread: list[Unread]) -> list[Unread]:
    """What is not read in any world, with what is said of the application once."""
    told = [note for note in unread if note.reason.startswith(_READ)]
    return [*told[:1], *(note for note in unread if not note.reason.startswith(_READ))]


def _unreadable(command: Any) -> str:
    words = str(command).replace("/", " ").split() if isinstance(command, str) else []
    language = next((_LANGUAGES[word] for word in words if word in _LANGUAGES), None)
    if language is not None:
        return f"the CDK application is written in {language}, of which the source is not read: {ADVICE}"
    return f"where the CDK application begins is not told by `app`: {ADVICE}"


def _told(emitter: Emitter) -> str:
    some = [f"{kind} ({count})" if count > 1 else kind for kind, count in emitter.unknown.most_common(8)]
    left = f"; not understood: {', '.join(some)}{' and others' if len(emitter.unknown) > 8 else ''}" if some else ""
    return f"{_READ}{left}; {ADVICE}"


def _name_blocks(resources: dict[str, Any]) -> None:
    """Let every source file name the constructs in it; an inner place goes before one around it."""
    by_source: dict[int, list[tuple[int, int, str]]] = {}
    sources = {}
    for resource in resources.values():
        source, start, _, _, end = resource.span
        sources[id(source)] = source
        by_source.setdefault(id(source), []).append((start, end, resource.name))
    for key, blocks in by_source.items():
        ordered = sorted(blocks, key=lambda block: (block[0], -block[1], len(block[2])))
        flat: list[tuple[int, int, str]] = []
        for start, end, name in ordered:
            if not flat or start >= flat[-1][1]:
                flat.append((start, end, name))
        sources[key].blocks = flat
