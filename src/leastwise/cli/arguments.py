"""The arguments of every command."""

from __future__ import annotations

import argparse
import os
from typing import Any

SEVERITIES = ("critical", "high", "medium", "low", "info", "never")
PERSONAS = ("regular", "pedantic", "auditor")


def _width() -> int:
    try:
        return max(60, min(os.get_terminal_size().columns, 120)) - 2
    except OSError:
        return 98


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str) -> None:
        # argparse would import shutil to ask for the width, which costs more than parsing all the arguments.
        super().__init__(prog, max_help_position=28, width=_width())


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line; each command is set as `command`."""
    top = argparse.ArgumentParser(
        prog="leastwise",
        description="Security for serverless applications on AWS.",
        epilog="examples:\n  leastwise scan\n  leastwise explain wildcard-action",
        formatter_class=_Formatter,
        allow_abbrev=False,
    )
    top.add_argument("-V", "--version", action="store_true", help="print the version")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", dest="name")
    top.set_defaults(command=lambda options: _no_command(top, options))
    _scan(commands)
    _explain(commands)
    _rules(commands)
    return top


def _no_command(top: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    if options.version:
        from leastwise import __version__

        print(f"leastwise {__version__}")
        return 0
    top.print_help()
    return 2


def _common(command: argparse.ArgumentParser) -> None:
    command.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colour (auto)")
    command.add_argument("--debug", action="store_true", help="show the traceback of internal errors")


def _scan(commands: Any) -> None:
    command = commands.add_parser(
        "scan",
        help="read an application and say what is wrong with it",
        description="Read the SAM and CloudFormation applications in files and folders and say what is wrong.",
        epilog="""examples:
  leastwise scan                                  the current folder
  leastwise scan services/orders --fail-on medium
  leastwise scan template.yaml --parameters Stage=prod
  leastwise scan --format json > findings.json
  leastwise scan --select wildcard-action,wildcard-resource

exit codes: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage, 3 nothing to scan, 4 internal error,
130 interrupted""",
        formatter_class=_Formatter,
        allow_abbrev=False,
    )
    command.add_argument("paths", nargs="*", metavar="PATH", help="files and folders to scan (the current folder)")
    command.add_argument(
        "--root", metavar="DIR", help="nothing outside is read (the git work tree around PATH, else PATH)"
    )
    command.add_argument("--format", choices=("text", "json"), default="text", help="format of the report (text)")
    command.add_argument(
        "--fail-on", choices=SEVERITIES, default="high", help="exit with 1 from this severity on (high)"
    )
    command.add_argument("--persona", choices=PERSONAS, default="regular", help="how much to hear (regular)")
    command.add_argument(
        "--select", action="append", default=[], metavar="RULE,…", help="only these rules, whatever their persona"
    )
    command.add_argument("--ignore", action="append", default=[], metavar="RULE,…", help="not these rules")
    command.add_argument(
        "--parameters", action="append", default=[], metavar="FILE|K=V", help="parameter values; may be repeated"
    )
    command.add_argument(
        "--stage",
        action="append",
        default=[],
        metavar="S",
        help="environment of samconfig.toml, or all; may be repeated",
    )
    command.add_argument(
        "--rules", action="append", default=[], metavar="PKG", help="also the rules of this Python package"
    )
    command.add_argument("--strict", action="store_true", help="exit with 1 also when something could not be read")
    _common(command)
    command.set_defaults(command=_run_scan)


def _explain(commands: Any) -> None:
    command = commands.add_parser(
        "explain",
        help="the documentation of a rule",
        description="Print what a rule finds, why it matters, and what to do.",
        epilog="example:\n  leastwise explain short-visibility",
        formatter_class=_Formatter,
        allow_abbrev=False,
    )
    command.add_argument("rule", metavar="RULE", help="id of the rule")
    command.add_argument(
        "--rules", action="append", default=[], metavar="PKG", help="also the rules of this Python package"
    )
    _common(command)
    command.set_defaults(command=_run_explain)


def _rules(commands: Any) -> None:
    command = commands.add_parser(
        "rules",
        help="the catalogue of rules",
        description="List all rules: severity, persona, id and title.",
        epilog="examples:\n  leastwise rules\n  leastwise rules --format json",
        formatter_class=_Formatter,
        allow_abbrev=False,
    )
    command.add_argument("--format", choices=("text", "json"), default="text", help="format of the list (text)")
    command.add_argument(
        "--rules", action="append", default=[], metavar="PKG", help="also the rules of this Python package"
    )
    _common(command)
    command.set_defaults(command=_run_rules)


def _run_scan(options: argparse.Namespace) -> int:
    from leastwise.cli.scan import scan

    return scan(options)


def _run_explain(options: argparse.Namespace) -> int:
    from leastwise.cli.catalogue import explain

    return explain(options)


def _run_rules(options: argparse.Namespace) -> int:
    from leastwise.cli.catalogue import catalogue

    return catalogue(options)
