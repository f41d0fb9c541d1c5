"""`leastwise config`: what holds, who says so, and the schema of the configuration."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from typing import Any

from leastwise.cli.settings import DEFAULT, Settings, effective
from leastwise.config.keys import KEYS
from leastwise.report.clean import clean
from leastwise.report.style import Style


def config(options: argparse.Namespace) -> int:
    """Print every setting with its origin, or the JSON schema."""
    if options.action == "schema":
        from leastwise.config.schema import schema

        print(json.dumps(schema(), indent=2))
        return 0
    settings = effective(options)
    rows = list(_rows(settings, options))
    if options.shape == "json":
        found = settings.config.path if settings.config else None
        values = [{"key": key, "value": value, "origin": origin} for key, value, origin in rows]
        print(json.dumps({"schema": 1, "configuration": found, "settings": values}, indent=2))
        return 0
    style = Style.of(sys.stdout, options.color)
    shown = [(clean(key), clean(json.dumps(value, ensure_ascii=False)), clean(origin)) for key, value, origin in rows]
    wide = max(len(key) for key, _, _ in shown)
    broad = max((len(value) for _, value, _ in shown if len(value) <= 30), default=0)
    print(f"{style('configuration', 'bold')}  {clean(settings.config.path) if settings.config else 'none'}\n")
    for key, value, origin in shown:
        print(f"{key:<{wide}}  {value:<{broad}}  {style(origin, 'dim' if origin == DEFAULT else 'blue')}")
    return 0


def _rows(settings: Settings, options: argparse.Namespace) -> Iterator[tuple[str, Any, str]]:
    """Key, value and origin; what several parts make up has one row for each part."""
    config = settings.config
    for key in KEYS:
        value, origin = settings.values[key.name], settings.origins[key.name]
        parts = config.values.get(key.name) if config else None
        if key.name == "ignores":
            if config is None or not config.ignores:
                yield key.name, [], DEFAULT
                continue
            for number, entry in enumerate(config.ignores):
                told = {"rules": list(entry.rules), "path": entry.path, "resource": entry.resource}
                told |= {"until": entry.until, "reason": entry.reason}
                yield f"ignores.{number}", {k: v for k, v in told.items() if v}, config.where("ignores", number)
        elif config is not None and isinstance(parts, dict) and parts:
            for name, item in parts.items():
                yield f"{key.name}.{name}", item, config.where(key.name, name)
            for given in options.parameters if key.name == "parameters" else ():
                yield "parameters", given, origin
        else:
            yield key.name, list(value) if isinstance(value, tuple) else value, origin
