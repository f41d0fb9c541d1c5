"""What the parsers of several commands have in common: how they speak, and the options that they share."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from typing import Any, NoReturn

from leastwise.config.keys import BY_NAME
from leastwise.model.errors import nearest


def _width() -> int:
    try:
        return max(60, min(os.get_terminal_size().columns, 120)) - 2
    except OSError:
        return 98


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Help as it is written, as wide as the terminal."""

    def __init__(self, prog: str) -> None:
        # argparse would import shutil to ask for the width, which costs more than parsing all the arguments.
        super().__init__(prog, max_help_position=28, width=_width())


class Parser(argparse.ArgumentParser):
    """A parser that knows what was meant."""

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        choices = [str(choice) for choice in action.choices or ()]
        if choices and str(value) not in choices:
            hint = nearest(str(value), choices) or f"; there are {', '.join(choices)}"
            what = "command" if isinstance(action, argparse._SubParsersAction) else "value"
            raise argparse.ArgumentError(action, f"there is no {what} '{value}'{hint}")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong in a line or two, and where the rest stands, instead of the whole usage."""
        start, _, unknown = message.partition("unrecognized arguments: ")
        speaking = self if start or not unknown else self._chosen()
        if unknown and not start:
            option = unknown.split()[0].partition("=")[0]
            if option.startswith("-"):
                message = f"there is no option '{option}'{nearest(option, speaking._option_string_actions)}"
        self.exit(2, f"{speaking.prog}: {message}\nSee `{speaking.prog} --help`.\n")

    _given: Sequence[str] = ()

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse, and remember what was given: errors are about the command in it."""
        self._given = list(args or ())
        return super().parse_known_args(args, namespace)

    def _chosen(self) -> argparse.ArgumentParser:
        """The parser of the command that was given, or of its action; this one where none was."""
        for action in self._actions:
            if isinstance(action, argparse._SubParsersAction):
                inner = next((action.choices[word] for word in self._given if word in action.choices), None)
                return inner._chosen() if isinstance(inner, Parser) else self
        return self


def common(command: argparse.ArgumentParser) -> None:
    """The options of every command."""
    command.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colour (auto)")
    command.add_argument("--debug", action="store_true", help="show the traceback of internal errors")


def strict(command: argparse.ArgumentParser) -> None:
    """Whether what could not be read counts."""
    command.add_argument(
        "--strict",
        action=argparse.BooleanOptionalAction,
        help="exit with 1 also when something could not be read",
    )


def output(command: argparse.ArgumentParser, dest: str) -> None:
    """`dest`: `output`, which a configuration may set as well, or another name."""
    command.add_argument(
        "--output",
        action="append",
        dest=dest,
        default=[],
        metavar="FORMAT=FILE",
        help="write a report to a file as well; may be repeated",
    )


def packages(command: argparse.ArgumentParser) -> None:
    """Rules from elsewhere."""
    command.add_argument(
        "--rules", action="append", default=[], metavar="PKG", help="also the rules of this Python package"
    )


def add(commands: Any, name: str, **texts: str) -> argparse.ArgumentParser:
    """A command or an action; `texts`: `help`, `description` and `epilog`, as argparse has them."""
    command: argparse.ArgumentParser = commands.add_parser(name, formatter_class=Formatter, allow_abbrev=False, **texts)
    return command


def reading(command: argparse.ArgumentParser) -> None:
    """The options of every command that reads applications. Those that a configuration may set have no default here."""
    command.add_argument(
        "paths", nargs="*", default=[], metavar="PATH", help="files and folders to scan (the current folder)"
    )
    command.add_argument(
        "--root", metavar="DIR", help="nothing outside is read (the git work tree around PATH, else PATH)"
    )
    command.add_argument(
        "--parameters",
        action="append",
        default=[],
        metavar="FILE|K=V",
        help="values of parameters and variables; may be repeated",
    )
    command.add_argument(
        "--stage",
        action="append",
        default=[],
        metavar="S",
        help="environment of samconfig.toml, serverless.yml or .tfvars, or all; may be repeated",
    )
    command.add_argument(
        "--config", metavar="FILE", help="this configuration in place of the project's, with --isolated too"
    )
    command.add_argument(
        "--isolated",
        action="store_true",
        help="pass over the project's configuration, suppressions and baseline (pull requests from forks)",
    )
    command.add_argument("--no-cache", action="store_true", help="judge everything anew and keep nothing")


def judging(command: argparse.ArgumentParser) -> None:
    """The same, and the options of every command that judges."""
    reading(command)
    command.add_argument("--persona", choices=BY_NAME["persona"].choices, help="how much to hear (regular)")
    command.add_argument(
        "--select",
        action="append",
        default=[],
        metavar="RULE,…",
        help="only these rules, whatever their persona, and those of these areas (injection, access, …)",
    )
    command.add_argument(
        "--ignore", action="append", default=[], metavar="RULE,…", help="not these rules, nor those of these areas"
    )
    command.add_argument("--no-code", action="store_true", help="do not read the code of functions")
    packages(command)
    command.add_argument("--baseline", metavar="FILE", help="findings that are known already (leastwise.baseline.json)")
    command.add_argument(
        "--suppressions-from",
        action="append",
        default=[],
        metavar="TOOL",
        choices=BY_NAME["suppressions-from"].choices,
        help="what checkov or cfn-nag was told to skip is suppressed too; may be repeated",
    )
