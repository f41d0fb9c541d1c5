"""All native functions by name.

FUNCTIONS   `os.getenv`, `global.JSON.parse`: of External values, by module and names
METHODS     `text.split`, `list.append`: of values that are known, by kind and name
OPAQUE      `script map`: of values that are not known, by language and name
VALUES      `os.environ[]`: attributes that are no functions, and what has items
"""

from __future__ import annotations

from typing import Any

from leastwise.code.interpreter.natives import (
    decorated,
    environment,
    functions,
    lists,
    mappings,
    models,
    opaque,
    python,
    python_items,
    quoting,
    records,
    script,
    settings,
    texts,
)
from leastwise.code.interpreter.natives.use import Native

FUNCTIONS: dict[str, Native] = {
    **decorated.FUNCTIONS,
    **environment.FUNCTIONS,
    **functions.FUNCTIONS,
    **mappings.FUNCTIONS,
    **models.FUNCTIONS,
    **python.FUNCTIONS,
    **python_items.FUNCTIONS,
    **quoting.FUNCTIONS,
    **records.FUNCTIONS,
    **script.FUNCTIONS,
    **settings.FUNCTIONS,
    **texts.FUNCTIONS,
}

METHODS: dict[str, Native] = {
    **functions.METHODS,
    **lists.METHODS,
    **mappings.METHODS,
    **models.METHODS,
    **script.METHODS,
    **settings.METHODS,
    **texts.METHODS,
}

OPAQUE: dict[str, Native] = {**opaque.OPAQUE, **python.OPAQUE, **python_items.OPAQUE}

VALUES: dict[str, Any] = environment.VALUES
