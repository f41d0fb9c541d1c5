"""Which environment an application is: what is said of a stage, a parameter or a tag."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from leastwise.model.application import Environment, Stack, World
from leastwise.model.value import Map, Seq

_PRODUCTION = frozenset("prod production prd live".split())
_NAMES = frozenset(
    "stage env environment stagename envname environmentname envtype environmenttype deploymentstage".split()
)
"""Names of parameters and tags that hold an environment, in lower case without separators."""


def environment(stacks: Iterable[Stack], world: World, stage: str | None) -> Environment | None:
    """The environment of an application; `None` where nothing says it.

    A stage that the user asked for goes before what the world decides, before values of parameters, before tags. The
    name of an API's stage says nothing: SAM calls it `Prod` wherever it is deployed.
    """
    for name, why in _told(stacks, world, stage):
        if name:
            return Environment(name, name.lower() in _PRODUCTION, why)
    return None


def _told(stacks: Iterable[Stack], world: World, stage: str | None) -> Iterator[tuple[str, str]]:
    if stage is not None and stage != "default":
        yield stage, f"stage {stage}"
    for name, value in world.choices:
        if is_environment(name) and not value.startswith("("):
            yield value, f"{name} = {value}"
    for stack in stacks:
        for name, value in stack.parameters.items():
            if is_environment(name) and isinstance(value, str):
                yield value, f"parameter {name} = {value}"
    for stack in stacks:
        for resource in stack.resources.values():
            tags = resource.properties.get("Tags")
            for key, text in _tags(tags) if tags is not None else ():
                if isinstance(key, str) and isinstance(text, str) and is_environment(key):
                    yield text, f"tag {key} = {text}"


def is_environment(name: str) -> bool:
    """Whether a parameter or tag of this name says which environment it is."""
    return name.replace("-", "").replace("_", "").lower() in _NAMES


def _tags(tags: object) -> Iterator[tuple[object, object]]:
    if isinstance(tags, Map):
        yield from tags.items()
    elif isinstance(tags, Seq):
        for tag in tags:
            if isinstance(tag, Map):
                yield tag.get("Key"), tag.get("Value")
