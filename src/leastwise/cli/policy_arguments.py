"""The arguments of `leastwise policy` and its actions."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from typing import Any

from leastwise.cli.options import add, common, output, reading, strict
from leastwise.model.errors import UsageError, nearest
from leastwise.report.formats import MINIMAL_FORMATS, POLICY_FORMATS

ACTIONS = ("show", "check", "diff", "validate")


def completed(arguments: Sequence[str]) -> list[str]:
    """The arguments with `show` put in, which may be left out: `leastwise policy services` shows.

    Raises:
        UsageError: there is nothing of that name to show, and an action is called nearly so.
    """
    given = list(arguments)
    if given[:1] == ["explain"]:
        return _words_last(given)
    word = (given[1:2] or [""])[0]
    if given[:1] == ["policy"] and word not in (*ACTIONS, "-h", "--help"):
        near = nearest(word, ACTIONS) if word and not word.startswith("-") and not os.path.exists(word) else ""
        if near:
            raise UsageError(f"leastwise policy: there is no action '{word}'{near}")
        given.insert(1, "show")
    return given


def _words_last(arguments: list[str]) -> list[str]:
    """The same with the options first: argparse takes what is to be explained and the paths only side by side."""
    options: list[str] = []
    words: list[str] = []
    ahead = iter(arguments[1:])
    for argument in ahead:
        if not argument.startswith("-") or argument == "-":
            words.append(argument)
        elif argument == "--":
            words += ahead
        else:
            options.append(argument)
            if argument in ("--function", "--root", "--parameters", "--stage", "--rules", "--color"):
                options += [value for value in [next(ahead, None)] if value is not None]
    return ["explain", *options, *words]


def policy(commands: Any) -> None:
    """Declare the command."""
    group = add(
        commands,
        "policy",
        help="what roles and functions may do and what they need, and whether one may do a certain thing",
        description="Show what is granted and needed, ask whether something is allowed, or check policies as AWS does.",
        epilog="""examples:
  leastwise policy                                the same as `leastwise policy show`
  leastwise policy --write                        make the policies just what is needed (--diff: only show how)
  leastwise policy services/orders --function Worker
  leastwise policy src/handler.py                 what code needs, without a template
  leastwise policy check --allow 'dynamodb:DeleteItem on Orders by CancelOrder'
  leastwise policy diff main HEAD
  leastwise policy validate policy.json

A folder that is called like an action: leastwise policy show ./check""",
    )
    actions = group.add_subparsers(title="actions", metavar="ACTION", dest="action", required=True)
    _show(actions)
    _check(actions)
    _diff(actions)
    _validate(actions)


def _show(actions: Any) -> None:
    command = add(
        actions,
        "show",
        help="what each role and function may do and needs, by which line (this is the default)",
        description="""Show what every role may do: at which access level, on which store, by which line; what the
code of its functions needs, because of which line; what the wiring needs (triggers, destinations,
VPC, tracing, logs); what of that is missing; and which roles nobody uses.

Code in Python, JavaScript and TypeScript is read and never run. Of a file of code, and of a folder
without an application, the handlers in it are shown.""",
        epilog="""examples:
  leastwise policy                                the current folder
  leastwise policy --function Worker --function Orders
  leastwise policy src/handler.py                 without a template
  leastwise policy --diff                         what makes the policies just what is needed
  leastwise policy --write                        write that, all of it or none
  leastwise policy --write --function Worker      only for one function
  leastwise policy template.yaml --by author --format csv > grants.csv
  leastwise policy --stage prod --output markdown=leastwise-policy.md

  leastwise policy --usage logs/ --usage last-accessed.json
  leastwise policy --fail-on excess,missing,wildcard

What --write would do is shown below the listing where it is short.

exit codes: 0 just what is needed is granted, 1 something is missing or granted without need (or what --fail-on names;
with --diff and --write: something is left to do); 2 wrong usage, 3 nothing to scan, 4 internal error,
130 interrupted""",
    )
    reading(command)
    command.add_argument(
        "--function",
        action="append",
        dest="functions",
        default=[],
        metavar="NAME",
        help="only this function and its role, by name or id; may be repeated",
    )
    command.add_argument(
        "--role", action="append", dest="roles", default=[], metavar="NAME", help="only this role; may be repeated"
    )
    command.add_argument("--by", choices=("author", "framework"), help="only what one of them grants (both)")
    command.add_argument(
        "--format",
        dest="shape",
        choices=(*POLICY_FORMATS, *MINIMAL_FORMATS, "patch"),
        default="text",
        metavar="FORMAT",
        help=f"on standard output: {', '.join(POLICY_FORMATS)}; the smallest policies as {', '.join(MINIMAL_FORMATS)}; "
        "what --diff shows as a patch (text)",
    )
    _writing(command)
    _judging(command, "where there is excess, missing or wildcard")
    output(command, "reports")
    strict(command)
    common(command)
    command.set_defaults(command=_run_show, no_ignore=False, unsafe=False, interactive=False)


def _judging(command: argparse.ArgumentParser, where: str) -> None:
    """What needs are known from, and what of the comparison with them fails: `where`, in words."""
    command.add_argument("--no-code", action="store_true", help="do not read the code of functions")
    command.add_argument(
        "--usage",
        action="append",
        default=[],
        metavar="FILE|DIR",
        help="evidence of what was used: logs of CloudTrail, last-accessed reports of IAM; may be repeated",
    )
    command.add_argument(
        "--fail-on",
        action="append",
        dest="gates",
        default=[],
        metavar="GATE,…",
        help=f"exit with 1 {where}, or never (excess,missing)",
    )


def _writing(command: argparse.ArgumentParser) -> None:
    """The options that change policies."""
    way = command.add_mutually_exclusive_group()
    way.add_argument("--diff", action="store_true", help="show what makes the policies what is needed; write nothing")
    way.add_argument("--write", action="store_true", help="write that, all of it or none")
    command.add_argument(
        "--force", action="store_true", help="write also what no version control could bring back, without asking"
    )
    command.add_argument(
        "--keep-lists", action="store_true", help="keep wildcards that only find out what there is: Describe*, List*"
    )
    command.add_argument(
        "--deny-delete", action="store_true", help="also deny deleting data where nothing in the code does it"
    )
    command.add_argument(
        "--boundary", metavar="ARN", help="also give every role that is changed this permissions boundary"
    )


def _check(actions: Any) -> None:
    command = add(
        actions,
        "check",
        help="whether somebody may do a certain thing, and which statements decide",
        description="Ask whether a principal may do something on a resource: yes, no, or under which condition.",
        epilog="""questions:
  ACTION on RESOURCE by PRINCIPAL [with KEY=VALUE …] [without KEY …]

  ACTION      dynamodb:DeleteItem, s3:Put*
  RESOURCE    a name in the application (Orders, Photos/raw/*, Orders/index/*), an ARN with or without wildcards, or *
  PRINCIPAL   a function, a role, a user, an ARN, a service (events.amazonaws.com), or * for anybody
  KEY         a condition key and what the request says: aws:SourceVpce=vpce-1

  With wildcards --allow expects all of it to be allowed, --deny none of it. Keys that are not told are not known: the
  answer then names the condition. Of a file with a policy as JSON, PRINCIPAL may be left out; - is
  standard input.

examples:
  leastwise policy check --allow 'dynamodb:DeleteItem on Orders by CancelOrder'
  leastwise policy check --deny 's3:DeleteObject on Photos by Thumbnails' --deny 'iam:* on * by Thumbnails' photos
  leastwise policy check --allow 's3:GetObject on Photos by * with aws:SourceVpce=vpce-1'
  leastwise policy check --allow 's3:GetObject on arn:aws:s3:::photos/a.jpg' policy.json

exit codes: 0 all is as expected, 1 something is not, or depends on what is not known; 2 wrong usage, 3 nothing to scan,
4 internal error, 130 interrupted""",
    )
    reading(command)
    for name, text in (("allow", "expect that this is allowed"), ("deny", "expect that this is not allowed")):
        command.add_argument(
            f"--{name}",
            action=_Expectation,
            dest="questions",
            default=[],
            metavar="QUESTION",
            help=f"{text}; may be repeated",
        )
    command.add_argument(
        "--format", dest="shape", choices=("text", "json"), default="text", help="of the answers (text)"
    )
    common(command)
    command.set_defaults(command=_run_check, no_ignore=False)


def _diff(actions: Any) -> None:
    command = add(
        actions,
        "diff",
        help="what a change newly grants and takes away, and whether code needs it",
        description="""Compare the permissions at two commits of git: what the change newly grants, what it takes away,
whether the code at the second one needs it, and what is missing since. What others did on the first one's branch in the
meantime makes no difference. The work tree is not looked at.""",
        epilog="""examples:
  leastwise policy diff main HEAD
  leastwise policy diff v1.2 v1.3 services/orders --format json
  leastwise policy diff "$BASE" "$HEAD" --format markdown > comment.md
  leastwise policy diff main HEAD --fail-on excess,missing,wildcard

exit codes: 0 nothing that --fail-on names is new, 1 something is; 2 wrong usage, 3 nothing to scan, 4 internal error,
130 interrupted""",
    )
    command.add_argument("base", metavar="BASE", help="a branch, tag or commit: before the change")
    command.add_argument("head", metavar="HEAD", help="a branch, tag or commit: with the change")
    reading(command)
    _judging(command, "where excess, missing or wildcard is new")
    command.add_argument(
        "--format", dest="shape", choices=("text", "json", "markdown"), default="text", help="of the changes (text)"
    )
    common(command)
    command.set_defaults(command=_run_diff, no_ignore=False)


def _validate(actions: Any) -> None:
    text = "what is wrong with the policies themselves, as IAM Access Analyzer says it"
    command = add(
        actions,
        "validate",
        help=text,
        description="Check every policy, in applications and in files of their own, as IAM Access Analyzer does.",
        epilog="""examples:
  leastwise policy validate
  leastwise policy validate services/orders --format json
  leastwise policy validate policy.json --kind trust
  aws iam get-policy-version … --query PolicyVersion.Document | leastwise policy validate -

exit codes: 0 nothing, 1 an error or a security warning, 2 wrong usage, 3 nothing to scan, 4 internal error,
130 interrupted""",
    )
    reading(command)
    command.add_argument(
        "--kind",
        choices=("identity", "resource", "trust", "scp", "rcp"),
        default="identity",
        help="what a file with a policy as JSON is (identity)",
    )
    command.add_argument(
        "--format", dest="shape", choices=("text", "json"), default="text", help="of the issues (text)"
    )
    common(command)
    command.set_defaults(command=_run_validate, no_ignore=False)


class _Expectation(argparse.Action):
    """Keeps what is expected in the order in which it was said, whichever option said it."""

    def __call__(self, parser: Any, namespace: Any, values: Any, option_string: str | None = None) -> None:
        kept = [*getattr(namespace, self.dest), ((option_string or "").lstrip("-"), values)]
        setattr(namespace, self.dest, kept)


def _run_show(options: argparse.Namespace) -> int:
    from leastwise.cli.policy import policy

    return policy(options)


def _run_diff(options: argparse.Namespace) -> int:
    from leastwise.cli.policy_diff import diff

    return diff(options)


def _run_check(options: argparse.Namespace) -> int:
    from leastwise.cli.policy_check import check

    return check(options)


def _run_validate(options: argparse.Namespace) -> int:
    from leastwise.cli.policy_validate import validate

    return validate(options)
