"""What the reports for people make of grants and needs: one row for each set of resources, not one for each action."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from leastwise.iam.evaluation import conditions as parsed
from leastwise.model.record import record, replace
from leastwise.model.source import Location
from leastwise.report.policies.result import LEVELS, Grant, Need, RoleEntry, Target

_MOST_ACTIONS = 5
_MOST_TARGETS = 4
_MOST_CONDITIONS = 3
_WIDE = frozenset("*?")
_HERE = re.compile(r"\barn:(?:\$\{AWS::Partition\}|aws):([\w-]+):(?:\$\{AWS::Region\})?:(\$\{AWS::AccountId\})?:")
"""How the ARN of something in the account of the stack begins: nothing that a person does not know."""


@record
class Row:
    """Actions that are granted alike: on the same resources, by the same policy, under the same condition."""

    level: str
    actions: tuple[str, ...]
    targets: tuple[Target, ...]
    grant: Grant

    @property
    def location(self) -> Location:
        """Where the first of them is written."""
        return self.grant.location

    @property
    def everything(self) -> bool:
        """Whether they are granted on everything."""
        return any(target.arn == "*" for target in self.targets)


def rows(grants: Iterable[Grant], *, all_: bool = False) -> list[Row]:
    """Grants as rows: denials last, otherwise the highest access level first.

    Args:
        grants: of one role.
        all_: whether a policy of AWS, of which nobody here wrote a line, is more than one row.
    """
    groups: dict[str, list[Grant]] = {}
    for grant in grants:
        alike: tuple[Any, ...] = (grant.effect, grant.by, grant.via, grant.policy, grant.when, grant.location.file)
        if all_ or grant.via != "aws-managed":
            unknown = not grant.levels
            alike += (grant.resources, grant.condition, grant.not_actions, grant.not_resources, unknown)
        groups.setdefault(repr(alike), []).append(grant)
    found = [_row(group) for group in groups.values()]
    return sorted(found, key=lambda row: (row.grant.effect == "Deny", _rank(row.level), not row.everything))


def _row(group: Sequence[Grant]) -> Row:
    first = min(group, key=lambda grant: (grant.location.file, grant.location.line, grant.location.column))
    targets = dict.fromkeys(target for grant in sorted(group, key=_power) for target in grant.resources)
    everything = [target for target in targets if target.arn == "*"]
    alone = all(grant.condition == first.condition for grant in group)
    highest = min((grant.levels[0] for grant in group if grant.levels), key=_rank, default="")
    actions = dict.fromkeys(grant.action for grant in sorted(group, key=_importance))
    shown = first if alone else replace(first, condition=None)
    return Row(highest, tuple(actions), tuple(everything or targets), shown)


def _power(grant: Grant) -> int:
    return _rank(grant.levels[0]) if grant.levels else len(LEVELS)


def _importance(grant: Grant) -> tuple[bool, int]:
    """Wildcards first, then what can do most."""
    return not _WIDE & set(grant.action), _rank(grant.levels[0] if grant.levels else "")


def _rank(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else -1


def wide(text: str) -> bool:
    """Whether a text of a policy has wildcards."""
    return bool(_WIDE & set(text))


def some(items: Sequence[str], most: int) -> str:
    """The first of them, and how many more there are."""
    return ", ".join(items[:most]) + (f" and {len(items) - most} more" if len(items) > most else "")


def actions_of(row: Row, *, all_: bool = False) -> str:
    """The actions of a row, for people; a policy template of SAM goes by its name, which says what it grants."""
    most = len(row.actions) if all_ else 3 if row.grant.via == "aws-managed" else _MOST_ACTIONS
    if row.grant.via == "sam-template" and not all_:
        return f"{row.grant.policy} ({len(row.actions)} action{'s' if len(row.actions) > 1 else ''})"
    spared = row.grant.not_actions
    return some(row.actions, most) + (f" but {some(spared, len(spared) if all_ else most)}" if spared else "")


def targets_of(row: Row, *, all_: bool = False) -> str:
    """The resources of a row, for people."""
    spared = row.grant.not_resources
    return called(row.targets, all_=all_) + (f" but {called(spared, all_=all_)}" if spared else "")


def called(targets: Sequence[Target], *, all_: bool = False) -> str:
    """Resources, for people: the names that they have in the application, with what follows the name in the ARN."""
    names = list(dict.fromkeys(_called(target) for target in targets))
    return some(names, len(names) if all_ else _MOST_TARGETS)


_ANY = re.compile(_HERE.pattern + r"(?:([a-z-]+)[:/])?\*(?:-\?{6})?$")
_ANY_BUCKET = re.compile(r"arn:(?:\$\{AWS::Partition\}|aws):s3:::\*/(.+)")
_ALONE = {"s3": "bucket", "sns": "topic", "sqs": "queue"}
"""What stands in an ARN without a word before its name."""


def _any(arn: str) -> str:
    """`any table`, for the ARN of all of a kind in the account of the stack; empty for other ARNs."""
    objects = _ANY_BUCKET.fullmatch(arn)
    if objects is not None:
        return "any object" if objects[1] == "*" else f"any bucket/{objects[1]}"
    match = _ANY.fullmatch(arn)
    kind = "" if match is None else match[3] or _ALONE.get(match[1], "")
    return f"any {kind.replace('-', ' ')}" if kind else ""


def _called(target: Target) -> str:
    if target.arn == "*":
        return "everything"
    found = _any(target.arn) if target.name is None else ""
    if found:
        return found
    return shortened(target.arn) if target.name is None or target.rest is None else target.name + target.rest


def shortened(text: str) -> str:
    """A text without what every ARN of the stack's account begins with; its service stays where no name follows."""
    return _HERE.sub(_shorter, text)


def _shorter(match: re.Match[str]) -> str:
    if re.match(r"[^\s,]*\w", match.string[match.end() :]):
        return "…:"
    return f"arn:aws:{match[1]}:…:" if match[2] else f"arn:aws:{match[1]}:::"


def conditions(condition: Any) -> str:
    """A condition, for people: `aws:SourceVpce is vpce-1`."""
    if condition is None:
        return ""
    found = parsed(condition)
    if found is None:
        return f"a condition that is not known ({condition})"
    return some(list(map(str, found)), _MOST_CONDITIONS).replace(", ", " and ")


def origin(grant: Grant, *, all_: bool = False) -> str:
    """By which policy something is granted, where its text is not the author's own."""
    if grant.via in ("inline", "managed") or not grant.via or (grant.via == "sam-template" and not all_):
        return ""
    return grant.policy or grant.via


def needing(need: Need) -> str:
    """What is needed on what, and why, for people."""
    what = f"{need.action} on {called(need.resources)}"
    return f"{what} ({', '.join(dict.fromkeys(cause.note or need.source for cause in need.because)) or need.source})"


def kinds_of(needs: Iterable[Need]) -> str:
    """What it is that needs something: `event-source, tracing`."""
    return ", ".join(dict.fromkeys(need.source for need in needs))


def everything_needed(role: RoleEntry, needs: Iterable[Need], own: Iterable[Need] | None = None) -> list[Need]:
    """The needs of a role, or those that are given for it, and of its functions, each once."""
    return list({repr(need): need for need in (*(role.needs if own is None else own), *needs)}.values())
