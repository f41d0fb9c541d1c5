"""CloudFormation's words as a service: functions with what starts them in the framework's words, all else as resources.

What the framework has no word for is set by `resources.extensions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from leastwise.model.record import field, record
from leastwise.model.resource import Resource
from leastwise.model.value import Map
from leastwise.read.cloudformation.render import block_of, value_of
from leastwise.read.serverless.function_words import function_of, is_layer, layer_of
from leastwise.read.serverless.naming import normalized
from leastwise.read.serverless.render_events import Around, Started, made_of
from leastwise.read.serverless.render_http import http_of

_PROVIDER = {"name": "aws", "versionFunctions": False, "iam": {"role": {"mode": "perFunction"}}}
_KEPT_BESIDE = ("Condition", "DependsOn", "Properties", "Type")


@record(frozen=False, eq=False)
class Rendered:
    """An application as a service.

    Attributes:
        document: of serverless.yml.
        files: path → code that stood in the template.
        origins: name of a resource of the service → key of the one that it was; for what has no predictable name
            `<function's key>:<type>`.
        remade: keys of what SAM made, and the framework makes in its own way: roles, APIs, permissions; of a route
            `<key of the API>#<path>.<method>`.
    """

    document: dict[str, Any] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    remade: set[str] = field(default_factory=set)


def render(
    resources: Iterable[Resource], declared: Iterable[Resource] = (), outputs: Mapping[str, Any] | None = None
) -> Rendered:
    """The resources of one stack as a service of version 4 of the framework.

    Args:
        resources: of the stack; names of functions are their keys.
        declared: its parameters, see `Stack.declared`.
        outputs: their values by name.
    """
    return _Rendering(resources).service(declared, outputs or {})


class _Rendering:
    def __init__(self, resources: Iterable[Resource]) -> None:
        self.made = Rendered()
        self.found = {resource.key: resource for resource in resources}
        self.functions = {key: resource for key, resource in self.found.items() if is_function(resource)}
        self.layers = {key: resource for key, resource in self.found.items() if is_layer(resource)}
        self.ids = {key: resource.name for key, resource in self.found.items()}
        self.started: dict[str, Started] = {}
        around = Around(self.found, self.functions)
        for key, resource in self.functions.items():
            self._name(key, resource, "LambdaFunction")
            self._belongings(resource, made_of(resource, around))
        self.http = http_of(around, self.functions)
        self.ids |= self.http.ids
        self.made.origins |= {name: key for key, name in self.http.ids.items()} | self.http.routes
        self.made.remade |= {*self.http.ids, *self.http.permissions, *self.http.routes.values()}
        for key, resource in self.layers.items():
            self._name(key, resource, "LambdaLayer")

    def _name(self, key: str, resource: Resource, suffix: str) -> None:
        self.ids[key] = normalized(resource.name) + suffix
        self.made.origins[resource.name] = key

    def _belongings(self, function: Resource, started: Started) -> None:
        """What the framework makes for a function, and what it calls that."""
        self.started[function.key] = started
        for key, suffix in started.named.items():
            self.ids[key] = normalized(function.name) + suffix
            self.made.origins[self.ids[key]] = key
        for key in started.made:
            self.made.origins[f"{function.name}:{self.found[key].type}"] = key

    def service(self, declared: Iterable[Resource], outputs: Mapping[str, Any]) -> Rendered:
        """All of it."""
        extensions: dict[str, Any] = {}
        self._extend(extensions, self.http.left)
        functions = {self.found[key].name: self._function(key, extensions) for key in self.functions}
        folded = {key for one in self.started.values() for key in (*one.named, *one.made)}
        folded |= {*self.http.ids, *self.http.permissions}
        own = [key for key in self.found if key not in {*self.functions, *self.layers, *folded}]
        parameters = {parameter.name: parameter for parameter in declared}
        self.made.origins |= {self.ids[key]: key for key in own}
        self.made.origins |= {name: parameter.key for name, parameter in parameters.items()}
        self.made.document = {
            "service": "app",
            "frameworkVersion": "4",
            "provider": {**_PROVIDER, **self.http.provider},
            "functions": functions,
            "layers": {layer.name: value_of(layer_of(layer), self.ids) for layer in self.layers.values()},
            "resources": {
                "Resources": {self.ids[key]: block_of(self.found[key], self.ids) for key in own},
                "Parameters": {name: value_of(p.properties, self.ids) for name, p in parameters.items()},
                "Outputs": {name: {"Value": value_of(value, self.ids)} for name, value in outputs.items()},
                "extensions": extensions,
            },
        }
        for section in (self.made.document, self.made.document["resources"]):
            for name in [name for name, content in section.items() if content == {}]:
                del section[name]
        return self.made

    def _function(self, key: str, extensions: dict[str, Any]) -> Any:
        """The settings of a function; what has no word goes to the extensions."""
        resource, started = self.found[key], self.started[key]
        settings, left = function_of(resource)
        settings |= _inline(resource, self.made.files)
        settings |= started.settings
        events = [*settings.get("events", ()), *self.http.events.get(key, ())]
        if events:
            settings["events"] = events
        if started.role is not None:
            del settings["role"]
            self.made.remade.add(started.role.key)
        self._extend(extensions, {key: left, **started.left})
        return value_of(settings, self.ids)

    def _extend(self, extensions: dict[str, Any], left: Mapping[str, Map]) -> None:
        """Add what generated resources say that has no word, and what stands beside their properties."""
        for key, properties in left.items():
            beside = {name: value for name, value in self.found[key].body.items() if name not in _KEPT_BESIDE}
            if properties or beside:
                given = {"Properties": properties, **beside} if properties else beside
                extensions[self.ids[key]] = value_of(given, self.ids)


def is_function(resource: Resource) -> bool:
    """Whether a resource is a function of which the framework can say where the code is."""
    code = resource["Code.ZipFile"]
    readable = code.absent or (code.text() is not None and resource["Handler"].text() is not None)
    return resource.type == "AWS::Lambda::Function" and resource.name.isalnum() and readable


def _inline(resource: Resource, files: dict[str, str]) -> dict[str, Any]:
    """Code that stands in the template, as a file in a folder of the function."""
    code, handler = resource["Code.ZipFile"].text(), resource["Handler"].text()
    if code is None or handler is None:
        return {}
    runtime = resource["Runtime"].text() or ""
    stem, name = f"{resource.name}/{handler.rpartition('.')[0]}", handler.rpartition(".")[2]
    files[f"{stem}.{'py' if runtime.startswith('python') else 'js'}"] = code
    return {"handler": f"{stem}.{name}"}
