"""`leastwise rules` and `leastwise explain`."""

from __future__ import annotations

import argparse
import sys

from leastwise.model.errors import UsageError
from leastwise.report.style import Style
from leastwise.rules.discovery import discover
from leastwise.rules.documentation import area, help_url, markdown
from leastwise.rules.selection import unknown_rule


def catalogue(options: argparse.Namespace) -> int:
    """List the rules."""
    rules = discover(options.rules)
    if options.format == "json":
        import json

        entries = [
            {
                "id": rule.id,
                "area": area(rule),
                "title": rule.title,
                "severity": str(rule.severity),
                "confidence": str(rule.confidence),
                "persona": str(rule.persona),
                "fix": str(rule.fix),
                "caution": rule.caution,
                "cwe": list(rule.cwe),
                "references": {standard: list(controls) for standard, controls in rule.references.items()},
                "help_url": help_url(rule),
            }
            for rule in rules
        ]
        print(json.dumps({"schema": 1, "rules": entries}, indent=2))
        return 0
    style = Style.of(sys.stdout, options.color)
    width = max(len(rule.id) for rule in rules)
    widest = max(len(area(rule)) for rule in rules)
    for rule in sorted(rules, key=lambda rule: (-rule.severity, rule.id)):
        severity = style.severity(rule.severity) + " " * (8 - len(str(rule.severity)))
        print(f"{severity}  {rule.persona!s:<8}  {area(rule):<{widest}}  {rule.id:<{width}}  {rule.title}")
    return 0


def explain(options: argparse.Namespace) -> int:
    """Print the documentation of one rule; or who needs and who grants an action."""
    if ":" in options.rule:
        from leastwise.cli.explain_action import explain_action

        return explain_action(options)
    rules = {rule.id: rule for rule in discover(options.rules)}
    if options.rule not in rules:
        raise UsageError(unknown_rule(options.rule, rules.values()))
    print(markdown(rules[options.rule], rules.values()).rstrip())
    return 0
