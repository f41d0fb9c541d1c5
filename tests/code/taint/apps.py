"""Small applications of several functions, and what is found in them."""

from typing import Any

import yaml

from leastwise.code.taint.flows import Flow, flows
from leastwise.model.application import Application
from leastwise.model.graph import Function
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read

HTTP = {"Post": {"Type": "HttpApi", "Properties": {"Method": "post", "Path": "/items"}}}
NIGHTLY = {"Nightly": {"Type": "Schedule", "Properties": {"Schedule": "rate(1 day)"}}}
TABLE = {"Type": "AWS::Serverless::SimpleTable"}


def function(name: str, events: Any = None, runtime: str = "python3.13", **more: Any) -> dict[str, Any]:
    """A function whose handler is in the file of that name."""
    properties = {"Runtime": runtime, "Handler": f"{name}.handler", "CodeUri": "src/", **more}
    return {"Type": "AWS::Serverless::Function", "Properties": {**properties, **({"Events": events} if events else {})}}


def application(resources: dict[str, Any], code: dict[str, str]) -> Application:
    """An application of these resources and files."""
    written = yaml.safe_dump({"Transform": "AWS::Serverless-2016-10-31", "Resources": resources})
    files = {"template.yaml": written, **{f"src/{name}": text for name, text in code.items()}}
    (reading,) = read(MemoryFiles(files))
    return reading.worlds[0]


def found(app: Application) -> list[tuple[Function, Flow]]:
    """The flows of all functions."""
    return [(one, flow) for one in app.functions for flow in flows(app, one)]


def places(app: Application) -> list[tuple[str, str, int]]:
    """Where which rules fire: rule, file and line; but what is about any call with anything of the event."""
    return sorted(
        (flow.rule, flow.hit.call.place.file, flow.hit.call.place.line)
        for _, flow in found(app)
        if flow.rule != "unvalidated-event"
    )
