"""`leastwise explain s3:GetObject --function NAME PATH`: which lines need an action, and which statements grant it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from leastwise.cli.output import writing
from leastwise.cli.policy import collect
from leastwise.cli.policy_question import check_action
from leastwise.cli.root import shown_path
from leastwise.cli.settings import effective
from leastwise.iam.actions import expand
from leastwise.model.errors import UsageError, nearest
from leastwise.model.graph import Function
from leastwise.report.clean import clean
from leastwise.report.policies.explained import explained, others
from leastwise.report.policies.result import FunctionEntry, Grant, PolicyResult
from leastwise.report.style import Style
from leastwise.report.text import not_read


def explain_action(options: argparse.Namespace) -> int:
    """Print who needs an action and who grants it; the exit code is 1 where it is needed and granted nowhere."""
    notice = check_action(options.rule, options.rule)
    if notice:
        raise UsageError(notice)
    wanted = {str(one) for one in expand(options.rule) or ()}
    settings = effective(options)
    result = PolicyResult(shown_path(settings.root))
    names: set[str] = set()

    def chosen(function: Function | FunctionEntry) -> bool:
        names.update((function.name, function.id))
        return not options.functions or bool({function.name, function.id} & {*options.functions})

    collect(options, settings, result, chosen, lambda role, users: True)
    for name in options.functions:
        if name not in names:
            raise UsageError(f"--function {name}: there is no function of this name{nearest(name, names)}")
    for text in result.notices:
        sys.stderr.write(f"leastwise: {clean(text)}\n")
    style = Style.of(sys.stdout, options.color)
    told: set[str] = set()
    missing = False
    with writing():
        for function in result.functions.values():
            role = result.roles.get(function.role or "")
            needs = [need for need in function.needs if need.action in wanted]
            grants = [grant for grant in role.grants if _covers(grant, wanted)] if role is not None else []
            missing = missing or any(need.action in wanted for need in function.missing)
            if options.functions or needs or grants:
                told.add(function.id)
                for line in explained(function, role, needs, grants, options.rule, style):
                    print(line)
        for entry in [] if options.functions else _roles(result, wanted):
            missing = missing or any(need.action in wanted for need in entry.missing)
            role = result.roles[entry.role or ""]
            grants = [grant for grant in role.grants if _covers(grant, wanted)]
            for line in explained(entry, role, entry.needs, grants, options.rule, style):
                print(line)
        for line in (*others(result, told, style), *not_read(result.unread, style)):
            print(line)
    return 4 if result.faults else int(missing)


def _roles(result: PolicyResult, wanted: set[str]) -> Iterator[FunctionEntry]:
    """The roles that need an action themselves: of state machines, pipes, schedules, APIs."""
    for role in result.roles.values():
        needs = [need for need in role.needs if need.action in wanted]
        if needs and role.location is not None:
            users = ", ".join(role.used_by)
            row = FunctionEntry(role.id, role.name, role.application, users, None, role.id, role.location)
            row.code, row.needs, row.missing = True, needs, role.missing
            yield row


def _covers(grant: Grant, wanted: set[str]) -> bool:
    if grant.not_actions:
        spared = {str(one) for action in grant.not_actions for one in expand(action) or ()}
        return not wanted <= spared
    return grant.action == "*" or bool(wanted & {str(one) for one in expand(grant.action) or ()})
