"""The tables of facts that come with leastwise: each is read once, and only when somebody asks for it."""

from __future__ import annotations

import json
import os.path
from functools import cache
from typing import Any


@cache
def table(module: str, name: str) -> Any:
    """One table, as it stands in `data/<name>.json` beside a module. Nobody changes it.

    Args:
        module: the module's `__file__`.
        name: of the table.
    """
    with open(os.path.join(os.path.dirname(module), "data", f"{name}.json"), "rb") as file:
        return json.load(file)
