"""The JSON schema of `leastwise.toml`, for editors: made from the table of keys."""

from __future__ import annotations

from typing import Any

from leastwise.config.keys import IGNORE_FIELDS, KEYS, SCHEMA_URL, Key
from leastwise.config.taint import schema_of_rows

_RULE = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}


def schema() -> dict[str, Any]:
    """The schema, in the draft that editors and SchemaStore understand.

    https://json-schema.org/specification-links#draft-7, https://www.schemastore.org
    """
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": SCHEMA_URL,
        "title": "leastwise",
        "description": "Configuration of leastwise: leastwise.toml, or [tool.leastwise] in pyproject.toml.",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "$schema": {"type": "string", "description": "This schema, for editors."},
            **{key.name: _property(key) for key in KEYS},
        },
    }


def _property(key: Key) -> dict[str, Any]:
    text: dict[str, Any] = {"type": "string", "enum": list(key.choices)} if key.choices else {"type": "string"}
    names = _RULE if key.name in ("select", "ignore") else text
    form: dict[str, Any]
    match key.kind:
        case "text":
            form = text
        case "texts":
            form = {"type": "array", "items": names}
        case "flag":
            form = {"type": "boolean"}
        case "values":
            form = {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean", "array"]}}
        case "per-rule":
            form = {"type": "object", "propertyNames": _RULE, "additionalProperties": text}
        case "options":
            form = {"type": "object", "propertyNames": _RULE, "additionalProperties": {"type": "object"}}
        case "ignores":
            form = {"type": "array", "items": _ignore()}
        case "calls":
            form = schema_of_rows()
    described = {"description": f"{key.help[0].upper()}{key.help[1:]}."} | form
    default = list(key.default) if isinstance(key.default, tuple) else key.default
    return described if default in (None, {}) else described | {"default": default}


def _ignore() -> dict[str, Any]:
    forms: dict[str, dict[str, Any]] = {
        "rules": {"type": "array", "items": _RULE, "minItems": 1},
        "until": {"type": "string", "format": "date"},
    }
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["rules"],
        "properties": {
            name: {"description": f"{text[0].upper()}{text[1:]}."} | forms.get(name, {"type": "string"})
            for name, text in IGNORE_FIELDS.items()
        },
    }
