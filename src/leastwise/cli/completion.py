"""`leastwise completion`: a script that completes commands, options and the names of rules in a shell."""

from __future__ import annotations

import argparse
import sys


def completion(options: argparse.Namespace, top: argparse.ArgumentParser) -> int:
    """Print the script for a shell; `top` is the parser of the whole command line."""
    import shtab

    _complete(top, shtab)
    sys.stdout.write(shtab.complete(top, shell=options.shell))
    return 0


def _complete(command: argparse.ArgumentParser, shtab: object) -> None:
    """Say which arguments take files, folders and names of rules."""
    for action in command._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                _complete(inner, shtab)
        elif action.metavar in ("PATH", "FILE", "FILE|K=V"):
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        elif action.metavar == "DIR":
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
        elif action.dest in ("rule", "select", "ignore") and action.choices is None:
            action.choices = _rule_names(areas=action.dest != "rule")


def _rule_names(*, areas: bool) -> list[str]:
    from leastwise.rules.discovery import discover
    from leastwise.rules.selection import by_area

    rules = discover()
    return [rule.id for rule in rules] + (sorted(by_area(rules)) if areas else [])
