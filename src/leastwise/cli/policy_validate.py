"""`leastwise policy validate`: every policy, checked as IAM Access Analyzer checks it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from leastwise.cli.output import writing
from leastwise.cli.policy import readings
from leastwise.cli.policy_files import SHOWN, STDIN, from_stdin
from leastwise.cli.root import shown_path
from leastwise.cli.settings import Settings, effective
from leastwise.iam.lint import Policy, check
from leastwise.iam.lint.issue import issue
from leastwise.iam.lint.policies import policies
from leastwise.iam.lint.policy import TRUST
from leastwise.model.application import Application
from leastwise.model.errors import ReadError, UsageError
from leastwise.model.finding import Unread
from leastwise.model.record import replace
from leastwise.model.resource import Property, Resource
from leastwise.model.source import Location, Source
from leastwise.model.value import Map
from leastwise.read.builder import Builder
from leastwise.read.encoding import decode
from leastwise.read.json import parse_json
from leastwise.read.reading import Reading
from leastwise.report.clean import clean
from leastwise.report.policies.issues import KINDS, Found, Validation, render_json, render_text
from leastwise.report.policies.result import PolicyResult
from leastwise.report.style import Style
from leastwise.rules.worlds import Worlds

if TYPE_CHECKING:
    import argparse

FAILING = ("error", "security-warning")

_KINDS = {"scp": "service-control", "rcp": "resource-control"}
"""What the command line calls a kind of policy, where that is another name."""


def validate(options: argparse.Namespace) -> int:
    """Print every issue, and return the exit code: 1 where one is an error or a security warning."""
    piped = STDIN in options.paths
    options.paths = [path for path in options.paths if path != STDIN]
    settings = effective(options)
    result = Validation(shown_path(settings.root))
    alone = [path for path in settings.paths if _is_policy(settings, path)]
    texts = {path: settings.files.read(path) for path in alone} | ({SHOWN: from_stdin()} if piped else {})
    for path, data in texts.items():
        _validate_alone(policy_in(data, path, _KINDS.get(options.kind, options.kind)), result)
    settings.paths = [path for path in settings.paths if path not in alone]
    if settings.paths and (options.paths or not piped):
        met = PolicyResult(result.root)
        for reading in readings(options, settings, met):
            _validate(reading, result)
        result.unread += met.unread
        for notice in met.notices:
            sys.stderr.write(f"leastwise: {clean(notice)}\n")
    order = list(KINDS)
    result.found.sort(key=lambda found: (found.location.file, found.location.line, order.index(found.issue.kind)))
    options.code = int(result.count(*FAILING) > 0)
    style = Style.of(sys.stdout, options.color)
    pieces = render_json(result) if options.shape == "json" else render_text(result, style)
    with writing():
        for piece in pieces:
            sys.stdout.write(piece)
        sys.stdout.flush()
    return int(options.code)


def _is_policy(settings: Settings, path: str) -> bool:
    """Whether a file holds a policy rather than an application.

    Raises:
        UsageError: the file is too large, or no text.
    """
    if not path.endswith(".json") or not settings.files.is_file(path):
        return False
    try:
        text = decode(settings.files.read(path), path).text
    except ReadError as error:
        raise UsageError(f"{path}: {error.reason}") from error
    return "Statement" in text and '"Resources"' not in text


def policy_in(data: bytes, path: str, kind: str) -> tuple[Policy, list[Unread]]:
    """The policy that a JSON text is, also where it is no JSON, and what is odd about the text.

    Raises:
        UsageError: it is no text.
    """
    try:
        source = decode(data, path)
    except ReadError as error:
        raise UsageError(f"{path}: {error.reason}") from error
    end = len(source.text)
    builder = Builder(source)
    try:
        document = parse_json(builder)
        span = (source, 0, 0, 0, end)
    except ReadError as error:
        document, start = source.text, _offset(source, error.line)
        span = (source, start, start, start, end)
    body = Map(span)
    body.put("Properties", document if isinstance(document, Map) else Map(span), span)
    resource = Resource(f"{path}:policy", path, path, "Leastwise::Policy::Document", body, span)
    return Policy(Property(resource), document, kind, "AWS::IAM::Role" if kind == TRUST else ""), builder.notes


def _validate_alone(given: tuple[Policy, list[Unread]], result: Validation) -> None:
    """Check a policy that is a file. IAM refuses one in which something stands twice."""
    policy, notes = given
    result.policies += 1
    result.found += _found(policy)
    for note in notes:
        where = Location(note.file, note.line, 1, note.line, 1)
        result.found.append(Found(where, issue("JSON_SYNTAX_ERROR", policy.place, reason=note.reason), policy))
    result.unread += _left_out(policy)


def _left_out(policy: Policy) -> Iterator[Unread]:
    """What was not compared because a policy is far larger than AWS takes."""
    for place, what in policy.comparing.left_out.items():
        where = place.location
        yield Unread(where.file, where.line, "limit", f"too much to compare: {what} is not known")


def _offset(source: Source, line: int) -> int:
    """Where a line begins."""
    lines = source.text.splitlines(keepends=True)
    return sum(map(len, lines[: max(0, line - 1)]))


def _validate(reading: Reading, result: Validation) -> None:
    """Check the policies of an application, and enter each issue once, with when it holds."""
    holding: dict[tuple[object, ...], tuple[Found, set[int]]] = {}
    seen: set[tuple[object, ...]] = set()
    elsewhere: set[tuple[object, ...]] = set()
    for index, app in enumerate(reading.worlds):
        for policy in policies(app):
            seen.add((policy.place.resource.key, policy.place.path))
            for found in _found(policy, app):
                place = found.location
                key = (place.file, place.line, place.column, found.missing, found.issue.code, found.issue.message)
                if "framework" in (policy.by, found.issue.place.by):
                    elsewhere.add(key)
                else:
                    holding.setdefault(key, (found, set()))[1].add(index)
            result.unread += (note for note in _left_out(policy) if note not in result.unread)
    result.policies += len(seen)
    result.elsewhere += len(elsewhere)
    table = Worlds([app.world for app in reading.worlds])
    stage = f"stage {reading.stage}" if reading.stage and reading.stage != "default" else ""
    for found, worlds in holding.values():
        when = ", ".join(filter(None, (stage, table.describe(worlds))))
        result.found.append(replace(found, when=when))


def _found(policy: Policy, app: Application | None = None) -> Iterator[Found]:
    name = policy.place.resource.name if app is not None else ""
    author = _author_name(app, policy.place.resource) if app is not None else None
    if author is not None:
        name, policy = author, replace(policy, name="")
    for found in check(policy, app):
        yield Found(found.place.location, found, policy, found.place.missing, name)


def _author_name(app: Application, resource: Resource) -> str | None:
    """The function that a role was made for, and at whose place it stands; `None` for a role that somebody wrote."""
    users = (one for one in app.all_functions if one.role is not None and one.role.resource == resource)
    return next((one.name for one in users if one.resource.span == resource.span), None)
