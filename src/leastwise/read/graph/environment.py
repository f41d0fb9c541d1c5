"""Which environment an application is: what is said of a stage, a parameter, a folder or a tag."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from leastwise.model.application import Environment, Stack, World
from leastwise.model.value import Map, Seq

_Told = tuple[str, str]
"""The name of an environment, and why it is this one, for people."""

_PRODUCTION = frozenset("prod production prd live".split())
_NAMES = frozenset(
    "stage env environment stagename envname environmentname envtype environmenttype deploymentstage".split()
)
"""Names of parameters and tags that hold an environment, in lower case without separators."""


_ABOVE = frozenset("env envs environment environments live stage stages".split())
"""Names of the folders that have one folder for each environment."""

_FOLDERS = frozenset(
    "ci demo dev develop development int integration nonprod pre preprod prd prod production qa sandbox sbx sit stage "
    "staging stg test testing uat".split()
)
"""Names of folders that are an environment's."""


def environment(
    stacks: Iterable[Stack], world: World, stage: str | None, path: str = "", *, whole: bool = False
) -> Environment | None:
    """The environment of an application; `None` where nothing says it, or two things contradict each other.

    A stage that the user asked for goes before what the world decides, before values of parameters, before the folder,
    before tags. The name of an API's stage says nothing: SAM calls it `Prod` wherever it is deployed.

    Args:
        stacks: of the application.
        world: what was decided to get there.
        stage: the stage that it is read for, where one was asked for.
        path: of the application, a file or a folder.
        whole: whether `path` is a folder that is deployed as a whole, whose own name says what it is for.
    """
    chosen = next(_chosen(world, stage), None)
    found = chosen or next(_valued(stacks), None)
    folder = None if chosen else _folder(path, whole=whole)
    tagged = None if found else next(_tagged(stacks), None)
    told = [one for one in (found, folder, tagged) if one is not None]
    if not told or len({_is_production(name) for name, _ in told}) > 1:
        return None
    name, why = told[0]
    return Environment(name, _is_production(name), why)


def _is_production(name: str) -> bool:
    return name.lower() in _PRODUCTION


def _chosen(world: World, stage: str | None) -> Iterator[_Told]:
    """What was asked for, or decided."""
    if stage is not None and stage != "default":
        yield stage, f"stage {stage}"
    for name, value in world.choices:
        if value and is_environment(name) and not value.startswith("("):
            yield value, f"{name} = {value}"


def _valued(stacks: Iterable[Stack]) -> Iterator[_Told]:
    for stack in stacks:
        for name, value in stack.parameters.items():
            if isinstance(value, str) and value and is_environment(name):
                yield value, f"parameter {name} = {value}"


def _folder(path: str, *, whole: bool) -> _Told | None:
    """The environment that a path names: `envs/prod`, or a folder of its own."""
    parts = path.split("/")
    for i, name in enumerate(parts):
        own = whole and i == len(parts) - 1
        if name.lower() in _FOLDERS and (own or (i and parts[i - 1].lower() in _ABOVE)):
            return name, f"folder {'/'.join(parts[: i + 1])}"
    return None


def _tagged(stacks: Iterable[Stack]) -> Iterator[_Told]:
    for stack in stacks:
        for resource in stack.resources.values():
            tags = resource.properties.get("Tags")
            for key, text in _tags(tags) if tags is not None else ():
                if isinstance(key, str) and isinstance(text, str) and text and is_environment(key):
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
