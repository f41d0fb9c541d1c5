"""Where the values of variables come from: one function for each type of source that can be asked here.

A function gives `None` where its source knows nothing, so that the next one of the variable is asked. A type that is
not in the table is asked when the framework deploys (`ssm`, `cf`, `s3`, `terraform`, `vault`, a plugin's own) and is a
symbol here.

https://www.serverless.com/framework/docs/guides/variables
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.source import Span
from leastwise.model.value import Map, Parameter, Seq, Symbol, Unknown, as_text
from leastwise.read.builder import clipped
from leastwise.read.serverless.constructs import variable
from leastwise.read.serverless.variables.asking import Asking
from leastwise.read.serverless.variables.syntax import Call, Variable

_STAGES = (
    "dev", "development", "develop", "test", "testing", "qa", "int", "uat", "stg", "stage", "staging", "preprod",
    "pre", "prod", "production", "live", "local", "sandbox", "demo",
)  # fmt: skip
"""Names of stages that files are looked for under: a folder's list is no reason to read every file in it."""

_FALLBACKS = frozenset({"default", "defaults", "other", "common", "all"})
"""Keys beside stages that hold what counts for all others."""


def resolve(resolver: Asking, call: Call, span: Span) -> Any:
    """What one source says; `None` where it knows nothing."""
    source = _SOURCES.get(call.type)
    if source is not None:
        return source(resolver, call, span)
    name = written(resolver, call, None, span)
    if resolver.linked and call.type.partition(".")[0] == "cf":
        return Map(span, {"Fn::ImportValue": f"cf:{name.partition(':')[2]}"})
    return Parameter(name)


def written(resolver: Asking, call: Call, variable: Variable | None, span: Span) -> str:
    """A source as a person would write it, inner variables resolved where they can be."""
    address = resolver.together(call.address, span)
    params = [resolver.together(param, span) for param in call.params]
    if isinstance(address, str) and all(isinstance(param, str) for param in params):
        told = f"({', '.join(params)})" if call.params else ""
        return clipped_name(f"{call.type}{told}:{address}" if address or not told else call.type + told)
    return clipped_name(variable.text if variable is not None else f"{call.type}:…")


def clipped_name(name: str) -> str:
    """A name of a length that can be repeated in messages."""
    return name if len(name) <= 256 else clipped(name)


def default(resolver: Asking, call: Call) -> Any:
    """What the framework takes where no source of a variable knows anything; `None` where it stops."""
    name = "".join(part for part in call.address if isinstance(part, str))
    if (call.type, name) in (("opt", "stage"), ("self", "provider.stage")):
        return resolver.stage
    if (call.type, name) in (("opt", "region"), ("self", "provider.region")):
        return resolver.region
    return None


def walk(resolver: Asking, root: Any, steps: list[str], span: Span, marked: frozenset[int] = frozenset()) -> Any:
    """What stands below a value, variables on the way resolved; `None` where nothing does.

    `marked` are the steps that are chosen by the stage.
    """
    value: Any = resolver.shallow(root, span)
    place = span
    for index, step in enumerate(steps):
        if index in marked and isinstance(value, Map):
            resolver.stages.update(k for k, v in value.items() if k not in _FALLBACKS and v is not None)
        if isinstance(value, Map):
            if index == len(steps) - 1 and step in value and value[step] is None:
                resolver.fault = "is empty"
            value, place = value.get(step), value.span(step)
        elif isinstance(value, Seq) and step.isdecimal() and len(step) < 7 and int(step) < len(value):
            value, place = value[int(step)], value.span(int(step))
        elif isinstance(value, Unknown):
            return value
        elif isinstance(value, Symbol):
            name = value.name if isinstance(value, Parameter) else "self:" + ".".join(steps[:index])
            return Parameter(f"{name}{':' if name.endswith(')') else '.'}{'.'.join(steps[index:])}")
        else:
            return None
        if isinstance(value, str) and "${" not in value:
            resolver.origins[value] = place
        value = resolver.shallow(value, place)
    return value


def _self(resolver: Asking, call: Call, span: Span) -> Any:
    steps = _steps(resolver, call, span)
    if steps is None:
        return Parameter(clipped_name(f"self:{_as_written(call)}"))
    if steps[:2] == ["provider", "stage"] and resolver.asked is not None:
        return resolver.asked
    found = walk(resolver, resolver.document, steps, resolver.document.home, _chosen(resolver, call, steps))
    if found is None and steps == ["service", "name"]:  # how the first version had it
        return walk(resolver, resolver.document, ["service"], resolver.document.home)
    return found


def _steps(resolver: Asking, call: Call, span: Span) -> list[str] | None:
    address = resolver.together(call.address, span)
    if isinstance(address, str):
        return address.split(".") if address else []
    return None


def _as_written(call: Call) -> str:
    return "".join(f"${{{part.text}}}" if isinstance(part, Variable) else part for part in call.address)


def _speaks_of_stage(part: Any) -> bool:
    return isinstance(part, Variable) and ("stage" in part.text.lower() or "env" in part.text.lower())


def _chosen(resolver: Asking, call: Call, steps: list[str]) -> frozenset[int]:
    """The steps of an address that are the stage, where a variable says so."""
    if not any(_speaks_of_stage(part) for part in call.address) or not isinstance(resolver.stage, str):
        return frozenset()
    return frozenset(index for index, step in enumerate(steps) if step == resolver.stage)


def _opt(resolver: Asking, call: Call, span: Span) -> Any:
    name = resolver.together(call.address, span)
    if name == "stage":
        return resolver.asked
    if name == "":
        return Map(resolver.document.home, {"stage": resolver.stage, "region": resolver.region})
    if not isinstance(name, str):
        return None
    resolver.asked_for.add(f"opt:{name}")
    return resolver.given.get(f"opt:{name}")


def _env(resolver: Asking, call: Call, span: Span) -> Any:
    name = resolver.together(call.address, span)
    if not isinstance(name, str):
        return None
    resolver.asked_for.add(f"env:{name}")
    return resolver.given.get(f"env:{name}", resolver.environment.get(name))


def _param(resolver: Asking, call: Call, span: Span) -> Any:
    name = resolver.together(call.address, span)
    if not isinstance(name, str):
        return None
    resolver.asked_for.add(name)
    for known in (resolver.given, resolver.inherited):
        if known.get(name) is not None:
            return known[name]
    stage = resolver.stage
    for level in (stage, "default") if isinstance(stage, str) else ("default",):
        for path in (["stages", level, "params", name], ["params", level, name]):
            found = walk(resolver, resolver.document, path, resolver.document.home)
            if found is not None:
                return found
    return None


def _sls(resolver: Asking, call: Call, span: Span) -> Any:
    name = resolver.together(call.address, span)
    return resolver.stage if name == "stage" else Parameter(written(resolver, call, None, span))


_AWS = {"accountId": "AWS::AccountId", "partition": "AWS::Partition"}


def _aws(resolver: Asking, call: Call, span: Span) -> Any:
    name = resolver.together(call.address, span)
    if name == "region":
        return resolver.region
    known = _AWS.get(name) if isinstance(name, str) else None
    return Parameter(known or written(resolver, call, None, span))


def _construct(resolver: Asking, call: Call, span: Span) -> Any:
    """A variable of the plugin serverless-lift."""
    address = resolver.together(call.address, span)
    found = variable(resolver.document, address, span) if isinstance(address, str) else None
    return Parameter(written(resolver, call, None, span)) if found is None else found


def _str_to_bool(resolver: Asking, call: Call, span: Span) -> Any:
    given = resolver.together(call.params[0], span) if call.params else ""
    if isinstance(given, (bool, int, float, str)):
        word = as_text(given).strip().lower()
        if word in ("true", "1", "false", "0"):
            return word in ("true", "1")
    if not isinstance(given, Symbol):
        resolver.note(span, f"strToBool takes true, false, 0 or 1; {clipped(str(given))!r} is none of them")
        return Unknown("strToBool of something else than a boolean")
    return Unknown("strToBool of what is not known", (given,))


def _file(resolver: Asking, call: Call, span: Span) -> Any:
    from leastwise.read.serverless.files import load

    name = resolver.together(call.params[0], span) if call.params else None
    if isinstance(name, Symbol):
        resolver.note(span, "which file is put in here is not known before it is deployed; it was not read")
        return Unknown("a file whose name is not known")
    if not isinstance(name, str) or not name:
        resolver.fault = "names no file"
        return None
    path = resolver.files.join(resolver.folder, name)
    if path is None:
        resolver.fault = "leads outside the root; it was not read"
        return None
    _note_stages(resolver, call, path)
    if not resolver.files.exists(path):
        resolver.missing = path
        return None
    try:
        value, source, _ = load(resolver.files, path)
    except ReadError as error:
        resolver.note(span, f"{path}: {error.reason}", "limit" if error.limit else "reference")
        return Unknown(f"the file {path} cannot be read")
    resolver.sources[path] = source
    steps = _steps(resolver, call, span)
    if steps is None:
        return Parameter(clipped_name(f"file({name}):{_as_written(call)}"))
    home: Span = (source, 0, 0, 0, 0)
    return walk(resolver, value, steps, home, _chosen(resolver, call, steps))


def _note_stages(resolver: Asking, call: Call, path: str) -> None:
    """The stages of which there is a file like the one that is read."""
    parts = call.params[0]
    stage = resolver.stage
    if not isinstance(stage, str) or not stage or not any(_speaks_of_stage(part) for part in parts):
        return
    before, found, after = path.rpartition(stage)
    if found and path not in resolver.looked_for:
        resolver.looked_for.add(path)
        names = {*_STAGES, *resolver.stages}
        resolver.stages.update(name for name in names if resolver.files.is_file(before + name + after))


_SOURCES: dict[str, Callable[[Asking, Call, Span], Any]] = {
    "": lambda resolver, call, span: resolver.together(call.address, span),
    "self": _self,
    "opt": _opt,
    "env": _env,
    "param": _param,
    "sls": _sls,
    "aws": _aws,
    "construct": _construct,
    "strToBool": _str_to_bool,
    "file": _file,
}
