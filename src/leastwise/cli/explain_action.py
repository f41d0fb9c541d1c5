"""`leastwise explain s3:GetObject --function NAME PATH`: which lines need an action, and which statements grant it."""

from __future__ import annotations

import argparse
import sys

from leastwise.cli.policy import readings
from leastwise.cli.root import shown_path
from leastwise.cli.settings import effective
from leastwise.code.sources import Sources
from leastwise.iam.actions import expand
from leastwise.model.errors import UsageError, nearest
from leastwise.report.clean import clean
from leastwise.report.policies.collect import Collector
from leastwise.report.policies.result import FunctionEntry, Grant, PolicyResult
from leastwise.report.policies.rows import called, conditions
from leastwise.report.style import Style


def explain_action(options: argparse.Namespace) -> int:
    """Print who needs an action and who grants it; the exit code is 1 where it is needed and granted nowhere."""
    wanted = {str(one) for one in expand(options.rule) or ()}
    if not wanted:
        raise UsageError(f"{options.rule}: IAM has no action of this name")
    settings = effective(options)
    result = PolicyResult(shown_path(settings.root))
    names: set[str] = set()

    def chosen(name: str, id_: str) -> bool:
        names.update((name, id_))
        return not options.functions or bool({name, id_} & {*options.functions})

    collector = Collector(
        lambda function: chosen(function.name, function.id), lambda role, users: True, None, Sources(settings.files)
    )
    for reading in readings(options, settings, result):
        collector.add(reading, result)
    collector.finish(result)
    for name in options.functions:
        if name not in names:
            raise UsageError(f"--function {name}: there is no function of this name{nearest(name, names)}")
    style = Style.of(sys.stdout, options.color)
    missing = [_function(entry, result, wanted, style) for entry in result.functions.values()]
    return int(any(missing))


def _function(entry: FunctionEntry, result: PolicyResult, wanted: set[str], style: Style) -> bool:
    """One function; whether it needs the action and nothing grants it."""
    needs = [need for need in entry.needs if need.action in wanted]
    role = result.roles.get(entry.role or "")
    grants = [grant for grant in role.grants if _covers(grant, wanted)] if role is not None else []
    missing = [need for need in entry.missing if need.action in wanted]
    print(style(clean(entry.name), "bold"))
    for need in needs:
        word = "may need it" if need.optional else "needs it"
        print(f"  {word} on {clean(called(need.resources, all_=True))}")
        for cause in need.because:
            print(f"    {clean(cause.location.file)}:{cause.location.line}  {clean(cause.note)}")
    if not needs:
        print("  does not need it" if entry.certainty == "complete" else "  is not known to need it")
    for reason in entry.why:
        print(f"  not certain: {clean(reason.location.file)}:{reason.location.line}  {clean(reason.text)}")
    for grant in grants:
        word = {"Allow": "granted", "Deny": "denied"}.get(grant.effect, "perhaps granted")
        when = f" if {clean(conditions(grant.condition))}" if grant.condition is not None else ""
        print(f"  {word} on {clean(called(grant.resources, all_=True))} as {clean(grant.action)}{when}")
        print(f"    {clean(grant.location.file)}:{grant.location.line}  by the {grant.by}, {clean(_policy(grant))}")
    if not grants:
        print("  granted nowhere" if role is not None else "  what its role grants is not known here")
    for need in missing:
        print(style(f"  missing on {clean(called(need.resources, all_=True))}", "red"))
    print()
    return bool(missing)


def _covers(grant: Grant, wanted: set[str]) -> bool:
    if grant.not_actions:
        spared = {str(one) for action in grant.not_actions for one in expand(action) or ()}
        return not wanted <= spared
    return grant.action == "*" or bool(wanted & {str(one) for one in expand(grant.action) or ()})


def _policy(grant: Grant) -> str:
    return grant.policy or grant.via
