"""The arguments of every command."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from leastwise.cli.options import Formatter, Parser, add, common, judging, output, packages, reading, strict
from leastwise.config.keys import BY_NAME
from leastwise.report.formats import FIX_FORMATS, FORMATS


def parser(name: str | None = None) -> argparse.ArgumentParser:
    """The parser of the command line; what runs a command is set as `command`.

    `name`: the only command that is needed. Without one, or where it is none, there are all of them.
    """
    top = Parser(
        prog="leastwise",
        description="Security for serverless applications on AWS.",
        epilog="examples:\n  leastwise scan\n  leastwise fix\n  leastwise policy\n  leastwise explain wildcard-action",
        formatter_class=Formatter,
        allow_abbrev=False,
    )
    top.add_argument("-V", "--version", action="store_true", help="print the version")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", dest="name")
    top.set_defaults(command=lambda options: _no_command(top, options))
    known: dict[str, Callable[[], None]] = {
        "scan": lambda: _scan(commands),
        "fix": lambda: _fix(commands),
        "policy": lambda: _policy(commands),
        "explain": lambda: _explain(commands),
        "rules": lambda: _rules(commands),
        "baseline": lambda: _baseline(commands),
        "config": lambda: _config(commands),
        "cache": lambda: _cache(commands),
        "init": lambda: _init(commands),
        "completion": lambda: _completion(commands, top),
    }
    for declare in [known[name]] if name in known and name != "completion" else known.values():
        declare()
    return top


def _no_command(top: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    if options.version:
        from leastwise import __version__

        print(f"leastwise {__version__}")
        return 0
    top.print_help()
    return 2


def _policy(commands: Any) -> None:
    from leastwise.cli.policy_arguments import policy

    policy(commands)


def _scan(commands: Any) -> None:
    command = add(
        commands,
        "scan",
        help="read an application and say what is wrong with it",
        description="""Read the applications in files and folders and say what is wrong with them.

SAM, CloudFormation, Serverless Framework, Terraform and OpenTofu, AWS CDK, Chalice, Zappa""",
        epilog="""examples:
  leastwise scan                                  the current folder
  leastwise scan services/orders --fail-on medium
  leastwise scan template.yaml --parameters Stage=prod
  leastwise scan infra --stage prod               Terraform with prod.tfvars, serverless.yml at stage prod
  leastwise scan cdk.out                          what `cdk synth` wrote
  leastwise scan --format json > findings.json
  leastwise scan --output sarif=leastwise.sarif --output junit=leastwise.xml
  leastwise scan --select wildcard-action,wildcard-resource
  leastwise scan --select injection,identity      the rules of two areas, as `leastwise rules` lists them
  leastwise scan src/orders.py template.yaml      the applications that these files belong to
  leastwise scan --since origin/main              only what is new on this branch

exit codes: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage, 3 nothing to scan, 4 internal error,
130 interrupted""",
    )
    judging(command)
    command.add_argument(
        "--format",
        choices=FORMATS,
        metavar="FORMAT",
        help=f"of the report on standard output: {', '.join(FORMATS)} (text)",
    )
    output(command, "output")
    command.add_argument(
        "--fail-on", choices=BY_NAME["fail-on"].choices, help="exit with 1 from this severity on (high)"
    )
    strict(command)
    command.add_argument(
        "--since", metavar="REV", help="tell only what was not there at a commit of git, or where a branch began"
    )
    command.add_argument(
        "--synth",
        action="store_true",
        help="run `cdk synth` in CDK applications first: this RUNS THE CODE of what is scanned",
    )
    accepted = command.add_mutually_exclusive_group()
    accepted.add_argument("--no-ignore", action="store_true", help="count what somebody has accepted as well")
    accepted.add_argument(
        "--omit-suppressed",
        action="store_true",
        help="leave what somebody has accepted out of the reports, for readers that do not know of it",
    )
    common(command)
    command.set_defaults(command=_run_scan)


def _fix(commands: Any) -> None:
    command = add(
        commands,
        "fix",
        help="repair what a scan finds: show the changes, or write them",
        description="Repair what a scan finds: show the changes as a diff, rule by rule; write them when told to.",
        epilog="""examples:
  leastwise fix                                   what all safe fixes would change
  leastwise fix --rule short-visibility,no-tracing
  leastwise fix services/orders --function Worker
  leastwise fix --write                           change the files, all of them or none
  leastwise fix --unsafe --interactive            choose, fix by fix
  leastwise fix --format patch > fixes.patch      for git apply

exit codes: 0 nothing can be fixed, or with --write nothing is left; 1 something can be, or is left; 2 wrong usage,
3 nothing to scan, 4 internal error, 130 interrupted""",
    )
    judging(command)
    command.add_argument(
        "--rule", action="append", dest="select", default=[], metavar="RULE,…", help="the same as --select"
    )
    command.add_argument(
        "--function",
        action="append",
        dest="functions",
        default=[],
        metavar="NAME",
        help="only what concerns this function, by name or id; may be repeated",
    )
    safety = command.add_mutually_exclusive_group()
    safety.add_argument(
        "--safe", action="store_false", dest="unsafe", help="only fixes that keep the behaviour (this is the default)"
    )
    safety.add_argument("--unsafe", action="store_true", help="also fixes that may change the behaviour")
    way = command.add_mutually_exclusive_group()
    way.add_argument("--diff", action="store_true", help="write nothing and ask nothing (this is the default)")
    way.add_argument("--write", action="store_true", help="write the fixes, all of them or none")
    way.add_argument("-i", "--interactive", action="store_true", help="choose on the terminal, fix by fix, then write")
    command.add_argument(
        "--force", action="store_true", help="write also what no version control could bring back, without asking"
    )
    command.add_argument(
        "--format",
        dest="shape",
        choices=FIX_FORMATS,
        default="text",
        metavar="FORMAT",
        help=f"on standard output: {', '.join(FIX_FORMATS)} (text)",
    )
    output(command, "reports")
    strict(command)
    common(command)
    command.set_defaults(command=_run_fix, no_ignore=False, unsafe=False)


def _baseline(commands: Any) -> None:
    group = add(
        commands,
        "baseline",
        help="accept the findings that are there, to hear only of new ones",
        description="Keep the findings that are there in a file, so that scans report only new ones.",
        epilog="""examples:
  leastwise baseline create                       accept everything that is found now
  leastwise baseline update --reason 'moved to the new gateway in May'
  leastwise baseline prune                        remove what is not found any more

Only what this run has looked at is changed: use the paths and options of your scan.""",
    )
    actions = group.add_subparsers(title="actions", metavar="ACTION", dest="action", required=True)
    for name, text in (
        ("create", "accept everything that is found; refuses to write over a baseline"),
        ("update", "add what is new, remove what has gone"),
        ("prune", "remove what has gone"),
    ):
        command = add(
            actions,
            name,
            help=text,
            description=text[:1].upper() + text[1:] + ".",
            epilog=f"example:\n  leastwise baseline {name} services",
        )
        judging(command)
        if name == "create":
            command.add_argument("--force", action="store_true", help="write over a baseline that is there")
        if name != "prune":
            command.add_argument("--reason", default="", metavar="TEXT", help="why the new ones are accepted")
        common(command)
        command.set_defaults(command=_run_baseline, no_ignore=False)


def _config(commands: Any) -> None:
    group = add(
        commands,
        "config",
        help="what holds and who says so; the schema of the configuration",
        description="Print every setting with where it comes from, or the JSON schema of leastwise.toml.",
        epilog="""examples:
  leastwise config show
  leastwise config show services/orders --format json
  leastwise config schema > leastwise.schema.json""",
    )
    actions = group.add_subparsers(title="actions", metavar="ACTION", dest="action", required=True)
    text = "print every setting with where it comes from"
    command = add(actions, "show", help=text, description=text)
    judging(command)
    command.add_argument("--format", dest="shape", choices=("text", "json"), default="text", help="of the list (text)")
    common(command)
    command.set_defaults(command=_run_config, no_ignore=False)
    text = "print the JSON schema of leastwise.toml"
    command = add(actions, "schema", help=text, description=text)
    common(command)
    command.set_defaults(command=_run_config)


def _explain(commands: Any) -> None:
    command = add(
        commands,
        "explain",
        help="the documentation of a rule; or who needs an action, and who grants it",
        description="""Print what a rule finds, why it matters, and what to do. Of an action of IAM: which
lines and which wiring of a function need it, and which statements grant it.""",
        epilog="""examples:
  leastwise explain short-visibility
  leastwise explain s3:GetObject --function Thumbnails services/photos""",
    )
    command.add_argument("rule", metavar="RULE|ACTION", help="id of the rule, or an action: s3:GetObject")
    reading(command)
    command.add_argument(
        "--function",
        action="append",
        dest="functions",
        default=[],
        metavar="NAME",
        help="of an action: only this function, by name or id; may be repeated",
    )
    packages(command)
    common(command)
    command.set_defaults(command=_run_explain)


def _rules(commands: Any) -> None:
    command = add(
        commands,
        "rules",
        help="the catalogue of rules",
        description="List all rules: severity, persona, area, id and title.",
        epilog="examples:\n  leastwise rules\n  leastwise rules --format json",
    )
    command.add_argument("--format", choices=("text", "json"), default="text", help="format of the list (text)")
    packages(command)
    common(command)
    command.set_defaults(command=_run_rules)


def _cache(commands: Any) -> None:
    command = add(
        commands,
        "cache",
        help="what is kept of earlier scans",
        description="Say where the cache is and how much it holds, or empty it.",
        epilog="""examples:
  leastwise cache status
  leastwise cache clear

Another folder: LEASTWISE_CACHE_DIR=DIR; none: LEASTWISE_CACHE_DIR= or --no-cache.""",
    )
    command.add_argument("action", choices=("status", "clear"), help="what to do")
    common(command)
    command.set_defaults(command=_run_cache)


def _init(commands: Any) -> None:
    command = add(
        commands,
        "init",
        help="write configuration, pre-commit hook and CI workflow",
        description="Write the files that a project needs to run leastwise every day. Nothing that exists is changed.",
        epilog="""examples:
  leastwise init
  leastwise init --dry-run
  leastwise init --only gitlab --only config""",
    )
    command.add_argument("path", nargs="?", default=".", metavar="DIR", help="the project (the current folder)")
    command.add_argument(
        "--only",
        action="append",
        default=[],
        choices=("config", "pre-commit", "github", "gitlab"),
        help="only this one; may be repeated (what fits the project)",
    )
    command.add_argument("--dry-run", action="store_true", help="say what would be written")
    common(command)
    command.set_defaults(command=_run_init)


def _completion(commands: Any, top: argparse.ArgumentParser) -> None:
    command = add(
        commands,
        "completion",
        help="a script that completes commands, options and rules in your shell",
        description="Print a completion script for a shell.",
        epilog="""examples:
  leastwise completion bash > ~/.local/share/bash-completion/completions/leastwise
  leastwise completion zsh > ~/.zfunc/_leastwise
  leastwise completion fish > ~/.config/fish/completions/leastwise.fish""",
    )
    command.add_argument("shell", choices=("bash", "zsh", "fish", "tcsh", "powershell"), help="which shell")
    common(command)
    command.set_defaults(command=lambda options: _run_completion(options, top))


def _run_cache(options: argparse.Namespace) -> int:
    from leastwise.cli.cache import cache

    return cache(options)


def _run_init(options: argparse.Namespace) -> int:
    from leastwise.cli.init import init

    return init(options)


def _run_completion(options: argparse.Namespace, top: argparse.ArgumentParser) -> int:
    from leastwise.cli.completion import completion

    return completion(options, top)


def _run_scan(options: argparse.Namespace) -> int:
    from leastwise.cli.scan import scan

    return scan(options)


def _run_fix(options: argparse.Namespace) -> int:
    from leastwise.cli.fix import fix

    return fix(options)


def _run_baseline(options: argparse.Namespace) -> int:
    from leastwise.cli.baseline import baseline

    return baseline(options)


def _run_config(options: argparse.Namespace) -> int:
    from leastwise.cli.config import config

    return config(options)


def _run_explain(options: argparse.Namespace) -> int:
    from leastwise.cli.catalogue import explain

    return explain(options)


def _run_rules(options: argparse.Namespace) -> int:
    from leastwise.cli.catalogue import catalogue

    return catalogue(options)
