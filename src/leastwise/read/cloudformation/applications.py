"""Templates that belong together, read as one application in each of its worlds."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from leastwise.model.application import Stack
from leastwise.model.finding import Unread
from leastwise.model.source import Span
from leastwise.read import graph
from leastwise.read.cloudformation.parameters import SamConfig
from leastwise.read.cloudformation.stack import MAX_STACK_DEPTH, StackBuilder
from leastwise.read.cloudformation.template import Template
from leastwise.read.decisions import Decisions
from leastwise.read.files import Files
from leastwise.read.reading import Reading, ReadSettings, ReadStats
from leastwise.read.worlds import Outcome, all_worlds

MAX_STAGES = 40
"""Environments of one application that are judged."""


def read_group(files: Files, templates: list[Template], settings: ReadSettings, stats: ReadStats) -> Iterator[Reading]:
    """Read templates as one application, once for each stage."""
    configs = {template.path: SamConfig.beside(files, template) for template in templates}
    known = {stage for config in configs.values() if config for stage in config.environments}
    stats.stages |= known
    stages: list[str | None] = [stage for stage in settings.stages if stage in known]
    if "all" in settings.stages:
        stages = [*sorted(known)]
    beyond = stages[MAX_STAGES:]
    stages = stages[:MAX_STAGES]
    for stage in stages or [None]:
        unread: list[Unread] = _without(templates[0], stage, settings, known) + [
            c.problem for c in configs.values() if c and c.problem
        ]
        if beyond:
            reason = f"{len(beyond)} environments of samconfig beyond the first {MAX_STAGES} were not judged"
            unread.append(Unread(templates[0].path, 1, "limit", reason))
        given = {
            path: {**(config.environments.get(stage or "default", {}) if config else {}), **settings.parameters}
            for path, config in configs.items()
        }
        yield read_stage(files, templates, given, unread, stage)


def read_stage(
    files: Files,
    templates: list[Template],
    given: Mapping[str, Mapping[str, Any]],
    unread: list[Unread],
    stage: str | None = None,
    environment: str | None = None,
    origins: Mapping[str, Span] | None = None,
) -> Reading:
    """Read templates as one application, at one stage.

    Args:
        files: the root.
        templates: of the application; it is named after the first.
        given: path of a template → values of its parameters.
        unread: what could not be followed before.
        stage: which was asked for; `None` for the default.
        environment: what the application itself says that it is deployed to, where it was not asked for a stage.
        origins: text → where it is written, for what comes from other places than where it is used.
    """
    outcomes, limits = all_worlds(partial(_evaluate, files, templates, given))
    worlds = []
    unread = list(unread)
    for outcome in outcomes:
        notes = list(outcome.unread)
        worlds.append(
            graph.build(
                id=templates[0].path,
                framework=_framework(templates[0], outcome.stacks[0]),
                stacks=outcome.stacks,
                world=outcome.decisions.world(),
                files=files,
                unread=notes,
                decided_by=outcome.touched,
                stage=stage or environment,
                origins=origins,
            )
        )
        unread += notes
    unread += limits
    return Reading(templates[0].path, worlds[0].framework, tuple(worlds), tuple(dict.fromkeys(unread)), stage)


def _without(template: Template, stage: str | None, settings: ReadSettings, known: set[str]) -> list[Unread]:
    """That an application has none of the stages that were asked for, and was judged as it is by default."""
    if stage is not None or not settings.stages or not known:
        return []
    reason = f"has no environment {' or '.join(settings.stages)} in samconfig; its default was judged"
    return [Unread(template.path, 1, "reference", reason)]


def _framework(template: Template, stack: Stack) -> str:
    if template.expansion is not None:
        return template.expansion.framework
    first = next(iter(stack.resources.values()), None)
    return first.framework if first is not None else "cloudformation"


def _evaluate(
    files: Files, templates: list[Template], given: Mapping[str, Mapping[str, Any]], decisions: Decisions
) -> Outcome:
    pending = deque(templates)
    roots: list[Stack] = []
    being_built = 0

    def build_next() -> bool:
        # Whoever exports what is asked for may not have been built yet; one that is being built is no longer pending.
        nonlocal being_built
        if not pending or being_built >= MAX_STACK_DEPTH:
            return False
        being_built += 1
        template = pending.popleft()
        roots.append(builder.build(template, given[template.path]))
        being_built -= 1
        return True

    builder = StackBuilder(files, decisions, build_next)
    while build_next():
        pass
    roots.sort(key=lambda stack: stack.template)
    others = [stack for stack in builder.stacks if stack not in roots]
    return Outcome((*roots, *others), builder.unread, builder.touched, decisions)
