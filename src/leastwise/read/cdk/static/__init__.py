"""The source of a CDK application that was not synthesised, read without running it: TypeScript, JavaScript and Python.

    syntax, typescript, python, nodes    source files, lowered to one small language
    program, interpreter, library        what it makes, followed through its own classes and functions
    values                               constructs, and calls of the CDK
    emitter, convert                     values in CloudFormation's words
    stores, functions, events, apis      what the constructs of the second level become

What cannot be told is not guessed: values are `Unknown`, and constructs that are not understood are named. The
application is marked uncertain, because what the CDK would add or a loop would repeat is not all seen.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import Any

from leastwise.model.application import Stack, World
from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.model.record import replace
from leastwise.model.value import Symbol
from leastwise.read import graph
from leastwise.read.cdk.assembly import plain as plain_json
from leastwise.read.cdk.static.convert import plain
from leastwise.read.cdk.static.emitter import Emitter, is_function, kind_of
from leastwise.read.cdk.static.interpreter import Interpreter
from leastwise.read.cdk.static.program import Program
from leastwise.read.cdk.static.values import Called, Made
from leastwise.read.files import Files
from leastwise.read.reading import Reading, ReadSettings, ReadStats

ADVICE = "`cdk synth` would tell more: run it and scan again, or scan with --synth, which runs the application's code"
UNCERTAIN = "read from the source of a CDK application that was not synthesised"

_LANGUAGES = {
    "dotnet": ".NET",
    "mvn": "Java",
    "mvnw": "Java",
    "gradle": "Java",
    "gradlew": "Java",
    "go": "Go",
    "java": "Java",
}
_REST_APIS = ("aws_apigateway.RestApi", "aws_apigateway.LambdaRestApi")
_HTTP_API = "aws_apigatewayv2.HttpApi"
_NOTHING = frozenset(
    "CfnOutput Construct CustomResource Stack NestedStack Stage App CfnParameter Alias Version UserPoolClient Tags "
    "SecurityGroup".split()
)
"""Constructs that have no resource of their own here, or none that anything would ask for."""


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
    interpreter = Interpreter(program, context)
    interpreter.run(entry)
    emitter = Emitter(folder, entry, context)
    emit(interpreter.made, emitter, files)
    resources = emitter.finish()
    _name_blocks(resources)
    notes = [Unread(entry, 1, "limit", _told(emitter)), *program.unread, *interpreter.unread]
    stack = Stack(entry, entry, resources, {})
    app = graph.build(id=path, framework="cdk", stacks=(stack,), world=World(), files=files, unread=notes)
    yield Reading(path, "cdk", (replace(app, uncertain=UNCERTAIN),), tuple(dict.fromkeys(notes)))


def _unreadable(command: Any) -> str:
    words = str(command).replace("/", " ").split() if isinstance(command, str) else []
    language = next((_LANGUAGES[word] for word in words if word in _LANGUAGES), None)
    if language is not None:
        return f"the CDK application is written in {language}, of which the source is not read: {ADVICE}"
    return f"where the CDK application begins is not told by `app`: {ADVICE}"


def _told(emitter: Emitter) -> str:
    some = [f"{kind} ({count})" if count > 1 else kind for kind, count in emitter.unknown.most_common(8)]
    left = f"; not understood: {', '.join(some)}{' and others' if len(emitter.unknown) > 8 else ''}" if some else ""
    return f"read without `cdk synth`, from the source alone{left}; {ADVICE}"


def emit(made: list[Made], emitter: Emitter, files: Files) -> None:
    """Make resources of constructs: first the things, then what calls on them add."""
    from leastwise.read.cdk.static.apis import add_http_api, add_rest_api, add_rest_authorizer
    from leastwise.read.cdk.static.events import add_events, add_mapping, add_rule
    from leastwise.read.cdk.static.functions import add_function, add_grants, add_url, function_of
    from leastwise.read.cdk.static.stores import add_first_level, add_known, add_policy, add_role

    later: list[Made] = []
    for construct in made:
        kind = kind_of(construct)
        if is_function(construct):
            add_function(construct, emitter, files)
        elif kind == "aws_iam.Role":
            add_role(construct, emitter)
        elif kind in ("aws_iam.Policy", "aws_iam.ManagedPolicy"):
            add_policy(construct, emitter)
        elif kind == "aws_events.Rule":
            later.append(construct)
        elif kind in _REST_APIS or kind == _HTTP_API:
            later.append(construct)
        elif kind.startswith("aws_apigateway.") and kind.endswith("Authorizer"):
            add_rest_authorizer(construct, emitter)
        elif kind == "aws_lambda.EventSourceMapping":
            add_mapping(construct, emitter)
        elif kind == "aws_lambda.FunctionUrl":
            function = function_of(construct.props.get("function"))
            if function is not None:
                add_url(construct, function, construct.props, construct.span, emitter)
        elif not add_known(construct, emitter) and not add_first_level(construct, emitter):
            if construct.kind[-1:] and construct.kind[-1] not in _NOTHING:
                emitter.unknown[kind] += 1
            later.append(construct)
    for construct in later:
        kind = kind_of(construct)
        if kind == "aws_events.Rule":
            add_rule(construct, emitter)
        elif kind in _REST_APIS or kind == _HTTP_API:
            (add_http_api if kind == _HTTP_API else add_rest_api)(construct, emitter)
        else:
            emitter.mention(construct, [plain(construct.props, emitter), *_given(construct.arguments, emitter)])
    for construct in made:
        if construct.calls or construct.props.get("initialPolicy") is not None:
            add_grants(construct, emitter)
            add_events(construct, emitter)
            values = [value for call in construct.calls for value in _given(call.arguments, emitter)]
            if any(isinstance(value, Symbol) for value in values):
                emitter.mention(construct, values, "calls")


def _given(values: Iterable[Any], emitter: Emitter) -> Iterator[Any]:
    """What is given to calls, with what is given to those inside."""
    for value in values:
        found = plain(value, emitter)
        yield from _given([*value.arguments, value.props], emitter) if isinstance(value, Called) else (found,)


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
