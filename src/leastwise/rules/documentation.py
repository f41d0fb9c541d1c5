"""Documentation of rules as Markdown: for `leastwise explain`, for the pages under `docs/rules`, for reports.

Everything comes from the rule's class, so it cannot say anything else than the rule does.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from leastwise.model.finding import FixSafety, Persona
from leastwise.rules.rule import EXPECT, Example, Rule, examples

HELP_URL = "https://github.com/leastwise/leastwise/blob/main/docs/rules/{id}.md"
"""Where the page of one of leastwise's own rules is."""

_SENTENCE_END = r"[.!?](?= [A-Z*])"
_EXPECTING = re.escape(EXPECT) + r"[\w, -]*"
_LANGUAGES = dict.fromkeys((".js", ".mjs", ".cjs"), "javascript") | {".py": "python", ".ts": "typescript"}

_PERSONAS = {
    Persona.REGULAR: "nearly everybody would fix it",
    Persona.PEDANTIC: "hardening that a strict team wants",
    Persona.AUDITOR: "a compliance review asks for it",
}
_FIXES = {
    FixSafety.SAFE: "`leastwise fix` repairs it and keeps the behaviour ([fixing](../fixing.md)).",
    FixSafety.UNSAFE: "`leastwise fix --unsafe` repairs it; that may change the behaviour ([fixing](../fixing.md)).",
}
_RUBRIC = """\
| severity | means |
|---|---|
| critical | unauthenticated and code execution, administration or bulk data |
| high | one step from that, or a secret in clear |
| medium | weakens a control that something relies on |
| low | hardening |
| info | worth knowing |

The severity of a rule is that of its ordinary case. Where a rule says so, it is one step higher for a function that can
be called from the internet without authentication, and one step lower (never below low) for one that nothing but
schedules, deployments and the like starts. Where a fault lets others act with the role of the function, it is one step
higher if the role may do what is as good as the account, or reads all the data of a service. The finding says why.
"""


def help_url(rule: type[Rule] | Rule) -> str | None:
    """The page of a rule; `None` for a rule of another package."""
    kind = rule if isinstance(rule, type) else type(rule)
    return HELP_URL.format(id=kind.id) if kind.__module__.startswith("leastwise.") else None


def _cleaned(text: str) -> str:
    """A text without the indentation of its lines and without blank lines around it."""
    from inspect import cleandoc  # costs more than all else that a scan imports from here

    return cleandoc(text)


def summary(rule: type[Rule]) -> str:
    """One sentence that says what goes wrong: the first line of the class's docstring, or of its module's."""
    text = rule.__dict__.get("__doc__") or getattr(sys.modules.get(rule.__module__), "__doc__", None) or ""
    return _cleaned(text).partition("\n\n")[0].replace("\n", " ")


def area(rule: type[Rule]) -> str:
    """The area of the catalogue that a rule belongs to: the name of its folder."""
    return rule.__module__.split(".")[-2] if "." in rule.__module__ else rule.__module__


def lead(text: str, *, sentence: bool = False) -> str:
    """The first paragraph of a text on one line, or its first sentence: a stop inside a name ends none."""
    found = " ".join(text.strip().split("\n\n")[0].split())
    match = re.search(_SENTENCE_END, found) if sentence else None
    return found[: match.start() + 1] if match else found


def markdown(rule: type[Rule], rules: Iterable[type[Rule]] = ()) -> str:
    """The documentation of a rule.

    Args:
        rule: the rule.
        rules: all there are, to say which one subsumes this one.
    """
    raised = ", raised and lowered by who can reach the function" if rule.exposed else ""
    parts = [
        f"# {rule.title}",
        summary(rule),
        f"- rule: `{rule.id}`\n- severity: {rule.severity}{raised}\n- confidence: {rule.confidence}\n"
        f"- persona: {rule.persona} ({_PERSONAS[rule.persona]})",
        "## Why it matters",
        _cleaned(rule.why),
        "## What to do",
        _cleaned(rule.remediation),
        _FIXES.get(rule.fix, ""),
        _caution(rule),
        *_examples("Fires on", rule.bad),
        *_examples("Does not fire on", rule.good),
        *_options(rule),
        *_relations(rule, rules),
        *_references(rule),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def index(rules: Iterable[type[Rule]]) -> str:
    """The catalogue: every rule with a link to its page, by area."""
    areas: dict[str, list[type[Rule]]] = {}
    for rule in sorted(rules, key=lambda rule: rule.id):
        areas.setdefault(area(rule), []).append(rule)
    parts = ["# Rules", "`leastwise explain RULE` prints what these pages say.", "## Severity", _RUBRIC.rstrip()]
    for name in sorted(areas):
        rows = [
            f"| [{rule.id}]({rule.id}.md) | {rule.severity} | {rule.persona} | "
            f"{'' if rule.fix is FixSafety.NONE else rule.fix} | {_cell(rule.title)} |"
            for rule in areas[name]
        ]
        parts += [
            f"## {name}",
            "\n".join(["| rule | severity | persona | fix | finds |", "|---|---|---|---|---|", *rows]),
        ]
    return "\n\n".join(parts) + "\n"


@cache
def standards() -> Mapping[str, Mapping[str, str]]:
    """The standards that rules refer to, by key: `title`, `url` and, for those whose controls have pages, `link`."""
    from tomllib import load

    with open(os.path.join(os.path.dirname(__file__), "standards.toml"), "rb") as file:
        return load(file)


def control_url(standard: str, control: str) -> str | None:
    """The page of a control of a standard, where it has one."""
    if control.startswith("https://"):
        return control
    known = standards().get(standard, {})
    match = re.fullmatch(known.get("control", "(?!)"), control)
    return known["link"].format(control, *(group.lower() for group in match.groups(""))) if match else None


def _caution(rule: type[Rule]) -> str:
    if not rule.caution:
        return ""
    where = " Where it takes `--unsafe`:" if rule.fix is FixSafety.SAFE else ""
    return f"**Caution.**{where} {rule.caution}"


def _examples(heading: str, given: Example | tuple[Example, ...]) -> Iterator[str]:
    yield f"## {heading}"
    for example in examples(given):
        if example.at:
            yield "At " + ", ".join(f"`{at}`" for at in example.at) + ":"
        yield _fenced(example.text, "yaml")
        for name, text in example.files.items():
            yield f"`{name}`:"
            yield _fenced(
                re.sub(_EXPECTING, "fires here", text).strip("\n"), _LANGUAGES.get(os.path.splitext(name)[1], "")
            )


def _fenced(text: str, language: str) -> str:
    fence = "````" if "```" in text else "```"
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def _options(rule: type[Rule]) -> Iterator[str]:
    if rule.options:
        rows = [
            f"| `{name}` | {_value(option.default)} | {_cell(option.help)} |" for name, option in rule.options.items()
        ]
        yield f"## Options\n\nSet in the [configuration](../configuration.md), under `[options.{rule.id}]`."
        yield "\n".join(["| option | default | meaning |", "|---|---|---|", *rows])


def _relations(rule: type[Rule], rules: Iterable[type[Rule]]) -> Iterator[str]:
    known = {other.id for other in rules}
    above = [other.id for other in rules if rule.id in other.subsumes]
    if rule.subsumes or above:
        yield "## Related rules"
    for names, text in (
        (rule.subsumes, "Findings of {} inside one of this rule become its notes."),
        (above, "Inside a finding of {} it is a note of that."),
    ):
        links = [f"[{name}]({name}.md)" if name in known else f"`{name}`" for name in names]
        if links:
            yield text.format(", ".join(links))


def _references(rule: type[Rule]) -> Iterator[str]:
    lines = []
    for name in rule.cwe:
        lines.append(f"- [{name}](https://cwe.mitre.org/data/definitions/{name.rpartition('-')[2]}.html)")
    for standard, controls in rule.references.items():
        known = standards().get(standard)
        if standard == "aws":
            lines += [f"- <{page}>" for page in controls]
            continue
        title = f"[{known['title']}]({known['url']})" if known else standard
        lines.append(f"- {title}: {', '.join(_control(standard, control) for control in controls)}")
    if lines:
        yield "## References"
        yield "\n".join(lines)


def _control(standard: str, control: str) -> str:
    url = control_url(standard, control)
    return f"[{control}]({url})" if url else control


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _value(value: Any) -> str:
    if isinstance(value, (tuple, list, set, frozenset)):
        return ", ".join(map(_value, value)) or "none"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"
