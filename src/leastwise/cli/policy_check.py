"""`leastwise policy check`: whether somebody may do a certain thing, and which statements decide."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from leastwise.cli.output import writing
from leastwise.cli.policy import readings
from leastwise.cli.policy_asking import Meant, answered, meant, not_found
from leastwise.cli.policy_files import answer_from_file, document_in
from leastwise.cli.policy_question import Question, check_names, question
from leastwise.cli.root import shown_path
from leastwise.cli.settings import effective
from leastwise.model.application import Application
from leastwise.model.errors import UsageError
from leastwise.model.record import replace
from leastwise.read.reading import Reading
from leastwise.report.clean import clean
from leastwise.report.policies.answers import Answer, render_json, render_text
from leastwise.report.policies.result import PolicyResult
from leastwise.report.style import Style
from leastwise.rules.worlds import Worlds

if TYPE_CHECKING:
    import argparse


def check(options: argparse.Namespace) -> int:
    """Answer the questions, and return the exit code: 0 where all answers are as expected."""
    if not options.questions:
        raise UsageError(
            "nothing is asked; ask with --allow or --deny, as in --allow 'dynamodb:DeleteItem on Orders by CancelOrder'"
        )
    asked = [question(text, expected=kind == "allow") for kind, text in options.questions]
    for one in asked:
        notice = check_names(one)
        if notice:
            sys.stderr.write(f"leastwise: {clean(notice)}\n")
    documents = {path: found for path in dict.fromkeys(options.paths) if (found := document_in(path)) is not None}
    root = "."
    if documents:
        if len(documents) < len(options.paths):
            raise UsageError("policies as JSON and applications cannot be asked together; name only one sort")
        answers = [answer_from_file(one, path, found) for one in asked for path, found in documents.items()]
    else:
        settings = effective(options)
        root = shown_path(settings.root)
        result = PolicyResult(root)
        answers = list(_answers(asked, list(readings(options, settings, result))))
        for notice in result.notices:
            sys.stderr.write(f"leastwise: {clean(notice)}\n")
    options.code = int(not all(answer.holds for answer in answers))
    style = Style.of(sys.stdout, options.color)
    pieces = render_json(answers, root) if options.shape == "json" else render_text(answers, style)
    with writing():
        for piece in pieces:
            sys.stdout.write(piece)
        sys.stdout.flush()
    return int(options.code)


def _answers(asked: Sequence[Question], read: Sequence[Reading]) -> Iterator[Answer]:
    for one in asked:
        if not one.principal:
            raise UsageError(f"{one.text}: does not say by whom; '… by FUNCTION', a role, an ARN, or * for anybody")
        found = [
            (reading, [(app, meant(app, one)) for app in reading.worlds])
            for reading in read
            if any(meant(app, one) is not None for app in reading.worlds)
        ]
        if not found:
            raise not_found((app for reading in read for app in reading.worlds), one)
        names = sorted({reading.id for reading, _ in found})
        if len(names) > 1:
            raise UsageError(f"{one.text}: is about {', '.join(names[:6])}; name the one that is meant as PATH")
        for reading, worlds in found:
            yield from _cases(one, reading, worlds)


def _cases(asked: Question, reading: Reading, worlds: Sequence[tuple[Application, Meant | None]]) -> Iterator[Answer]:
    """The answer in all worlds where it is the same, otherwise one for each sort of answer, with when it is so."""
    groups: dict[Any, tuple[Answer, set[int]]] = {}
    for index, (app, about) in enumerate(worlds):
        if about is not None:
            answer = answered(app, asked, about)
            groups.setdefault(repr(answer), (answer, set()))[1].add(index)
    table = Worlds([app.world for app, _ in worlds])
    stage = f"stage {reading.stage}" if reading.stage and reading.stage != "default" else ""
    for answer, holding in groups.values():
        case = ", ".join(filter(None, (stage, table.describe(holding))))
        yield replace(answer, case=case)
