"""An application that was read from CloudFormation or SAM, written down in each of the other frameworks."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Mapping
from typing import Any

import yaml

from leastwise.model.application import Application
from leastwise.model.record import record
from leastwise.model.resource import Resource
from leastwise.model.source import Source, Span
from leastwise.patch.hcl.style import Style
from leastwise.read.cloudformation import render as cloudformation
from leastwise.read.hcl import Block
from leastwise.read.serverless import render as serverless
from leastwise.read.terraform import render as terraform
from leastwise.read.terraform.written import as_label
from leastwise.rules.example import Contents


@record
class Rendition:
    """An application in one framework.

    Attributes:
        framework: its name.
        files: path → text.
        origins: name of a resource as it is now, or address of a block → key of the resource in the original.
        remade: keys of resources that SAM made, and that this framework makes in its own way.
    """

    framework: str
    files: Contents
    origins: Mapping[str, str]
    remade: frozenset[str] = frozenset()

    def origin(self, resource: Resource, span: Span) -> str:
        """Key of the resource in the original that something is about; a name of its own where there is none.

        Args:
            resource: of the application as it was read again.
            span: where that stands.
        """
        block = span[0].block_at(span[1]) or ""
        names = [resource.name, resource.key.rpartition(":")[2], f"{block}:{resource.type}", block]
        if self.framework == "terraform":  # what is folded into a resource was one of its own perhaps
            names.reverse()
        return next((self.origins[name] for name in names if name in self.origins), resource.name)


def as_cloudformation(app: Application, files: Contents) -> Rendition:
    """As one plain template."""
    template = json.dumps(cloudformation.render(app.resources(), _declared(app), outputs=_outputs(app)), indent=1)
    return Rendition("cloudformation", {**files, "template.json": template}, _by_name(app))


def as_cdk(app: Application, files: Contents) -> Rendition:
    """As an assembly of one stack, every resource being a construct of the first level of its own."""
    document = cloudformation.render(app.resources(), _declared(app), outputs=_outputs(app))
    for name, block in document["Resources"].items():
        metadata = block.setdefault("Metadata", {})
        metadata["aws:cdk:path"] = f"App/{name}/Resource"
        for key in ("Code", "Content"):
            code = block.get("Properties", {}).get(key)
            if isinstance(code, dict) and isinstance(code.get("LocalPath"), str):
                metadata["aws:asset:path"] = posixpath.relpath(code["LocalPath"], "cdk.out")
                block["Properties"][key] = {"S3Bucket": "cdk-assets", "S3Key": "code.zip"}
    stack = {"type": "aws:cloudformation:stack", "properties": {"templateFile": "App.template.json"}}
    made = {
        "cdk.out/manifest.json": json.dumps({"version": "48.0.0", "artifacts": {"App": stack}}),
        "cdk.out/App.template.json": json.dumps(document, indent=1),
    }
    origins = {f"App/{name}": key for name, key in _by_name(app).items()}
    return Rendition("cdk", {**files, **made}, _by_name(app) | origins)


def as_terraform(app: Application, files: Contents) -> Rendition:
    """As one file of blocks."""
    made = terraform.render(app.resources(), _declared(app), outputs=_outputs(app))
    variables = {f"var.{as_label(p.name)}": p.key for p in _declared(app)}
    return Rendition("terraform", {**files, "main.tf": hcl(made.document)}, made.origins | variables)


def hcl(document: Mapping[str, Any]) -> str:
    """Blocks as `terraform fmt` would write them."""
    source = Source("main.tf", "")
    style = Style(source, Block((source, 0, 0, 0, 0)))
    found = []
    for kind in ("variable", "data", "resource", "output"):
        for labels, body in style.labelled(kind, document[kind], top=True) or () if kind in document else ():
            found.append(style.block(kind, labels, body, ""))
    return "\n\n".join(found) + "\n"


def as_serverless(app: Application, files: Contents) -> Rendition:
    """As a service: functions in the framework's words, all else as its own resources."""
    made = serverless.render(app.resources(), _declared(app), outputs=_outputs(app))
    text = yaml.dump(made.document, Dumper=yaml.CSafeDumper, sort_keys=False)
    return Rendition(
        "serverless", {**files, **made.files, "serverless.yml": text}, made.origins, remade=frozenset(made.remade)
    )


FORMS: Mapping[str, Callable[[Application, Contents], Rendition]] = {
    "cdk": as_cdk,
    "cloudformation": as_cloudformation,
    "serverless": as_serverless,
    "terraform": as_terraform,
}
"""Framework → what writes an application in it."""


def _declared(app: Application) -> list[Resource]:
    return [parameter for stack in app.stacks for parameter in stack.declared]


def _outputs(app: Application) -> dict[str, Any]:
    return {name: value for stack in app.stacks for name, (value, _) in stack.outputs.items()}


def _by_name(app: Application) -> dict[str, str]:
    return {resource.name: resource.key for resource in (*app.resources(), *_declared(app))}
