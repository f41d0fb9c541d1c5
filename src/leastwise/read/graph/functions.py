"""Lambda functions, and where the code of each one lies.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from leastwise.model.graph import CodePlace, Function
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Map, Seq, Symbol, display
from leastwise.read.graph.compiled import source_of
from leastwise.read.graph.context import Context, field
from leastwise.read.graph.handler_files import handler_files
from leastwise.read.graph.roles import Roles

DEFAULT_TIMEOUT = 3
"""Seconds, where a function says nothing."""

DEFAULT_MEMORY = 128
"""MiB, where a function says nothing."""

_ARCHIVES = (".zip", ".jar", ".war", ".tar.gz", ".tgz")


def functions(context: Context, roles: Roles) -> Iterator[Function]:
    """Every function of the application."""
    for resource in context.of("AWS::Lambda::Function"):
        properties = resource.properties
        runtime, handler = properties.get("Runtime"), properties.get("Handler")
        runtime = runtime if isinstance(runtime, str) else None
        handler = handler if isinstance(handler, str) else None
        code = _code(context, resource, runtime, handler)
        yield Function(
            id=resource.id,
            resource=resource,
            runtime=runtime,
            handler=handler,
            code=code,
            timeout=_number(resource, properties, "Timeout", DEFAULT_TIMEOUT),
            memory=_number(resource, properties, "MemorySize", DEFAULT_MEMORY),
            role=roles.of(resource, properties.get("Role")),
            environment=Property(resource, ("Environment", "Variables")),
            package=_package(resource, code),
        )


def _number(resource: Resource, properties: Map, key: str, default: int) -> Any:
    value = properties.get(key)
    return value if value.__class__ is int else resource[key].number(default)


def _package(resource: Resource, code: CodePlace) -> str:
    """What functions with the same code have in common."""
    if code.directory is not None:
        return code.directory or "."
    return code.archive or code.image or f"{resource.id}:inline"


def _code(context: Context, resource: Resource, runtime: str | None, handler: str | None) -> CodePlace:
    """Where `Code` says it is; a text is a path that `aws cloudformation package` replaces.

    https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html
    """
    code = resource.properties.get("Code")
    if code is None:
        return _beside(context, resource, runtime, handler)
    if isinstance(code, str) and not code.startswith("s3://"):
        return _local(context, resource, resource["Code"], runtime, handler)
    if not isinstance(code, Map):
        return CodePlace(archive=code) if isinstance(code, str) else CodePlace()
    if "LocalPath" in code:
        return _local(context, resource, resource["Code.LocalPath"], runtime, handler)
    if "ZipFile" in code:
        return CodePlace(inline=resource["Code.ZipFile"])
    if "ImageUri" in code:
        return CodePlace(image=display(code["ImageUri"]))
    bucket, key = code.get("S3Bucket"), code.get("S3Key")
    if isinstance(key, (str, Symbol)):
        return CodePlace(archive=f"s3://{display(bucket if isinstance(bucket, (str, Symbol)) else '?')}/{display(key)}")
    return CodePlace()


def _beside(context: Context, resource: Resource, runtime: str | None, handler: str | None) -> CodePlace:
    """Code that is not named: deployment tools take the folder of the template."""
    folder = posixpath.dirname(resource.template)
    file = _handler_file(context, resource, folder, runtime, handler)
    return CodePlace() if file is None else CodePlace(directory=folder, file=file)


_WIDER = "leads outside the root; pass --root to name a wider one"


def _local(
    context: Context, resource: Resource, place: Property, runtime: str | None, handler: str | None
) -> CodePlace:
    """Code in the root: a folder, one file in it, or an archive."""
    value = place.value
    if not isinstance(value, str):
        context.note(place, f"where the code of {resource.name} lies is not known")
        return CodePlace()
    files = context.files
    path = files.join(posixpath.dirname(resource.template), value)
    if path is None:
        advice = "is one of another machine" if posixpath.isabs(value) else _WIDER
        context.note(place, f"the code path {value!r} {advice}")
        return CodePlace()
    if not files.is_file(path) and not files.is_dir(path):
        source = source_of(files, path)
        if source is not None:
            return CodePlace(directory=source, file=_handler_file(context, resource, source, runtime, handler))
    if path.endswith(_ARCHIVES):
        if not files.is_file(path):
            context.note(place, f"the code archive {value!r} is not there; build it first, or name the source folder")
        return CodePlace(archive=path)
    if files.is_file(path):
        return CodePlace(directory=posixpath.dirname(path), file=path)
    if not files.is_dir(path):
        context.note(place, f"there is no code at {value!r}; build it first, or name the source folder")
        return CodePlace()
    return CodePlace(directory=path, file=_handler_file(context, resource, path, runtime, handler))


def _handler_file(
    context: Context, resource: Resource, folder: str, runtime: str | None, handler: str | None
) -> str | None:
    """The file that holds the handler; `None` where there is none, or where the language keeps no such rule."""
    if handler is None or runtime is None:
        return None
    built = field(field(resource.body.get("Metadata"), "BuildProperties"), "EntryPoints")
    for candidate, _ in handler_files(runtime, handler, built if isinstance(built, Seq) else ()):
        path = context.files.join(folder, candidate)
        if path is None:
            context.note(resource["Handler"], f"the handler {handler!r} leads outside the root")
            return None
        if context.files.is_file(path):
            return path
    return None
