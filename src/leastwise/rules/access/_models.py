"""Which models of Bedrock functions use, by their settings.

https://docs.aws.amazon.com/bedrock/latest/userguide/models-supported.html
https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from leastwise.model.application import Application
from leastwise.model.graph import Function
from leastwise.model.names import words_in
from leastwise.model.resource import Property
from leastwise.model.value import Parameter, Symbol, concat
from leastwise.rules.access._using import shows_settings

_MAKERS = (
    "ai21|amazon|anthropic|cohere|deepseek|google|luma|meta|minimax|mistral|moonshot|moonshotai|nvidia|openai|qwen"
    "|stability|twelvelabs|writer|zai"
)
_ID = rf"(?:(apac|au|ca|eu|global|jp|us|us-gov)\.)?((?:{_MAKERS})\.[a-z0-9][a-z0-9.-]*(?::[0-9]+)?)"
"""The id of a model, with the geography of an inference profile before it where it is used through one."""


def models(app: Application, functions: Collection[Function]) -> list[Any]:
    """The ARNs of the models, and of the profiles, that functions name; none where one of them is not known."""
    found: list[Any] = []
    for function in functions:
        if not shows_settings(function):
            return []
        for setting in function.environment.items():
            if {"model", "models"}.isdisjoint(words_in(setting.name)):
                continue
            match = re.fullmatch(_ID, setting.text() or "")
            name = _as_written(app, setting) if match else None
            if match is None or name is None or (match[1] and name != match[0]):
                return []
            found += _arns(match[1], match[2] if match[1] else name)
    return list(dict.fromkeys(found))


def _as_written(app: Application, setting: Property) -> str | Symbol | None:
    """The value where it is written out, the parameter where it comes from one."""
    source, _, _, start, end = setting.span
    text, stack, model = source.text[start:end], setting.resource.stack, setting.text() or ""
    if model in text:
        return model
    known = [(name, value) for one in app.stacks if one.key == stack for name, value in one.parameters.items()]
    fitting = [name for name, value in known if value == model and re.search(rf"\b{re.escape(name)}\b", text)]
    return Parameter(fitting[0]) if len(fitting) == 1 else None


def _arns(geography: str | None, model: str | Symbol) -> list[Any]:
    start = ("arn:", Parameter("AWS::Partition"), ":bedrock:")
    if not geography:
        return [concat((*start, Parameter("AWS::Region"), "::foundation-model/", model))]
    here = (Parameter("AWS::Region"), ":", Parameter("AWS::AccountId"))
    profile = concat((*start, *here, f":inference-profile/{geography}.{model}"))
    return [profile, concat((*start, f"*::foundation-model/{model}"))]
