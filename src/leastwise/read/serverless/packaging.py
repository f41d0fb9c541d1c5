"""Where the code of functions lies: the service's folder, a module in it, an archive, or an image.

Bundlers (the framework's own, esbuild, webpack) build from the service's folder, so handlers are names of files in it.
`package.patterns`, `exclude` and `include` only leave files out, which no handler can need.

https://www.serverless.com/framework/docs/providers/aws/guide/packaging
https://www.serverless.com/plugins/serverless-python-requirements, whose `module` is the folder of one function
"""

from __future__ import annotations

import posixpath
from typing import Any

from leastwise.model.record import replace
from leastwise.model.source import Span
from leastwise.model.value import Map, Symbol
from leastwise.read.expand.values import carry, given, put
from leastwise.read.serverless.build import ServerlessBuild, Target

_IMAGE = {"command": "Command", "entryPoint": "EntryPoint", "workingDirectory": "WorkingDirectory"}


def add_code(build: ServerlessBuild, target: Target, properties: Map) -> None:
    """Set `Code` of a function, and what an image is started with."""
    source = target.properties
    if given(source.get("image")):
        _add_image(build, target, properties)
        return
    path: Any = "."
    span = source.spans.get("handler", target.span)
    packages = [build.under(settings, "package") for settings in (source, build.service)]
    packed = next((package for package in packages if given(package.get("artifact"))), None)
    module = source.get("module")
    if packed is not None:
        path, span = packed["artifact"], packed.span("artifact")
    elif isinstance(module, str) and module:
        path, span = module, source.span("module")
    elif (app := _wsgi_app(build, target)) is not None:
        path, span = app, build.under(build.custom, "wsgi").span("app")
    properties.put("Code", code_at(build, path, span, target.span), span)


def code_at(build: ServerlessBuild, path: Any, span: Span, block: Span) -> Map:
    """Code at a path that is seen from the service's folder, kept as the file with the `block` of the resource sees it.

    Args:
        build: the service.
        path: a path, an object in a bucket (`s3://…`), or what is not known yet.
        span: where the path stands.
        block: where the resource stands that the code is of.
    """
    code = Map(span)
    if isinstance(path, str) and path.startswith("s3://"):
        bucket, _, key = path.removeprefix("s3://").partition("/")
        code.put("S3Bucket", bucket, span)
        code.put("S3Key", key, span)
        return code
    folder = posixpath.dirname(block[0].path)
    if isinstance(path, str) and folder != build.context.folder:
        path = posixpath.join(posixpath.relpath(build.context.folder or ".", folder or "."), path)
    code.put("LocalPath", path, span)
    return code


def _wsgi_app(build: ServerlessBuild, target: Target) -> str | None:
    """The file with the WSGI application that a handler of serverless-wsgi calls; the plugin adds the handler itself.

    https://www.serverless.com/plugins/serverless-wsgi
    """
    app = build.under(build.custom, "wsgi").get("app")
    if target.properties.get("handler") not in _WSGI or not isinstance(app, str):
        return None
    path = app.rpartition(".")[0].replace(".", "/") + ".py"
    found = build.context.files.join(build.context.folder, path)
    return path if found is not None and build.context.files.is_file(found) else None


def add_application(build: ServerlessBuild, target: Target) -> None:
    """Note on a function which application the handler of serverless-wsgi calls."""
    if _wsgi_app(build, target) is None:
        return
    settings = build.under(build.custom, "wsgi")
    resource = build.result[target.logical_id]
    body, span = resource.body.copy(), settings.span("app")
    body.put("Metadata", Map(span, {"Application": settings.get("app")}), span)
    build.result[target.logical_id] = replace(resource, body=body)


_WSGI = ("wsgi_handler.handler", "wsgi.handler")


def _add_image(build: ServerlessBuild, target: Target, properties: Map) -> None:
    """A function that is an image, in a registry or built from a folder that `provider.ecr.images` names.

    https://www.serverless.com/framework/docs/providers/aws/guide/functions#referencing-container-image-as-a-target
    """
    image, span = target.properties["image"], target.properties.span("image")
    uri = image
    if isinstance(image, Map):
        config = Map(span)
        carry(image, config, _IMAGE)
        if config:
            properties.put("ImageConfig", config, span)
        key = "uri" if given(image.get("uri")) else "name"
        uri, span = image.get(key), image.span(key)
    images = build.under(build.provider, "ecr", "images")
    if isinstance(uri, str) and uri in images:
        found, span = images[uri], images.span(uri)
        uri = found.get("uri", found.get("path")) if isinstance(found, Map) else found
        file = found.get("file") if isinstance(found, Map) else None
        if isinstance(uri, str) and isinstance(file, str) and "uri" not in found:
            uri = posixpath.normpath(posixpath.join(uri, file))
    properties.put("PackageType", "Image", span)
    if isinstance(uri, (str, Symbol)):
        put(properties, "Code.ImageUri", uri, span)
