"""From a configuration file to a service: read, resolved at one stage, in one form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.model.source import Source, Span
from leastwise.model.value import Map, Symbol, display
from leastwise.read.expand.values import having
from leastwise.read.files import Files
from leastwise.read.origins import texts_in
from leastwise.read.serverless.constructs import with_constructs
from leastwise.read.serverless.files import environment, load
from leastwise.read.serverless.service import Service, plugin_names
from leastwise.read.serverless.variables import Resolver
from leastwise.read.serverless.variables.resolver import DEFAULT_STAGE
from leastwise.read.serverless.variables.sources import walk

_DOTENV = "serverless-dotenv-plugin"


def load_service(
    files: Files,
    path: str,
    asked: str | None,
    given: Mapping[str, Any],
    inherited: Mapping[str, Any] | None = None,
    told: set[str] | None = None,
    *,
    linked: bool = False,
) -> Service:
    """Read a service.

    Args:
        files: the root.
        path: of its configuration.
        asked: the stage that was asked for; `None` for its own default.
        given: values of parameters from outside.
        inherited: parameters that serverless-compose.yml gives.
        told: the names of parameters that it asks for are added.
        linked: whether it is read together with other services, whose outputs it may name.

    Raises:
        ReadError: the file cannot be read, or is no service on AWS.
    """
    raw, source, notes = load(files, path)
    if not isinstance(raw, Map):
        raise ReadError("holds no mapping at its top level")
    folder = path.rpartition("/")[0]
    resolver = Resolver(files, folder, raw, asked=asked, given=given, inherited=inherited, linked=linked)
    dotenv, odd = None, list[Unread]()
    if _uses_dotenv(raw):
        early = Resolver(files, folder, raw, asked=asked, given=given).stage
        dotenv = environment(files, folder, early if isinstance(early, str) else DEFAULT_STAGE, odd)
        resolver.environment = dotenv or {}
    stage = resolver.stage
    if not isinstance(stage, str):
        reason = f"its stage is {display(stage)}, which is not known; {DEFAULT_STAGE} was taken: give one with --stage"
        resolver = Resolver(files, folder, raw, asked=DEFAULT_STAGE, given=given, inherited=inherited, linked=linked)
        resolver.environment = dotenv or {}
        resolver.note(raw.span("provider"), reason)
        stage = DEFAULT_STAGE
    document = resolver.value(raw, raw.home)
    if not isinstance(document, Map):
        raise ReadError("holds no mapping once its variables are resolved")
    document = _with_provider(document, stage, resolver.region, written=asked is not None)
    if dotenv and _DOTENV in plugin_names(document):
        _add_environment(document, dotenv)
    document = with_constructs(document)
    _note_stages(resolver, raw)
    if told is not None:
        told |= resolver.asked_for
    name = document.get("service")
    sources: list[Source] = [source, *resolver.sources.values()]
    if dotenv:
        sources += {id(span[0]): span[0] for span in dotenv.spans.values()}.values()
    return Service(
        source=source,
        folder=folder,
        name=name.get("name") if isinstance(name, Map) else name,
        stage=stage,
        region=resolver.region,
        document=document,
        stages=frozenset(resolver.stages),
        notes=[*notes, *odd, *_odd(files, resolver), *resolver.notes],
        sources=tuple(dict.fromkeys(sources)),
        origins={**(texts_in(dotenv.entries()) if dotenv else {}), **resolver.origins},
        staged=asked is not None or walk(resolver, raw, ["provider", "stage"], raw.home) is not None,
    )


def _odd(files: Files, resolver: Resolver) -> list[Unread]:
    """What was odd in the files that were put in."""
    return [note for path in resolver.sources for note in load(files, path)[2]]


def _uses_dotenv(raw: Map) -> bool:
    version = raw.get("frameworkVersion")
    return (
        raw.get("useDotenv") is True
        or (isinstance(version, (str, int, float)) and "4" in str(version).partition(".")[0])
        or _DOTENV in plugin_names(raw)
    )


def _with_provider(document: Map, stage: str, region: Any, *, written: bool) -> Map:
    """The document with `provider` as a mapping that says what stage and region are.

    Raises:
        ReadError: the service is not deployed to AWS.
    """
    provider = document.get("provider")
    span = document.span("provider")
    if isinstance(provider, str):
        name: Any = provider
        provider = Map(span)
        provider.put("name", name, span)
    if provider is None:
        provider = Map(span)
    if not isinstance(provider, Map):
        return document
    name = provider.get("name", "aws")
    if isinstance(name, str) and name != "aws":
        line = span[0].position(span[1])[0]
        raise ReadError(f"deploys to {name}, not to AWS; it is not read", line, limit=True)
    changed = provider.copy()
    if written or not isinstance(changed.get("stage"), str):
        changed["stage"] = stage
    if not isinstance(changed.get("region"), (str, Symbol)):
        changed["region"] = region
    return having(document, "provider", changed)


def _add_environment(document: Map, dotenv: Map) -> None:
    """What the dotenv plugin puts into the environment of every function: all that the files say.

    https://github.com/neverendingqs/serverless-dotenv-plugin
    """
    custom = document.get("custom")
    options = custom.get("dotenv") if isinstance(custom, Map) else None
    options = options if isinstance(options, Map) else Map(document.home)
    include, exclude = options.get("include"), options.get("exclude")
    provider: Any = document["provider"]
    known = provider.get("environment")
    if known is not None and not isinstance(known, Map):
        return
    merged = known.copy() if known is not None else Map(dotenv.home)
    for key, value, span in dotenv.entries():
        wanted = key in include if isinstance(include, (list, str)) else True
        if wanted and key not in merged and not (isinstance(exclude, (list, str)) and key in exclude):
            merged.put(key, value, span)
    place: Span = provider.spans.get("environment", merged.home)
    provider.put("environment", merged, place)


def _note_stages(resolver: Resolver, raw: Map) -> None:
    """The stages that have parameters of their own."""
    for name in ("params", "stages"):
        found = resolver.shallow(raw.get(name), raw.span(name))
        if isinstance(found, Map):
            resolver.stages.update(key for key in found if key != "default")
    if resolver.stages and isinstance(resolver.stage, str):
        resolver.stages.add(resolver.stage)
