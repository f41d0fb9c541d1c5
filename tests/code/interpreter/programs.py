"""Runs small programs. What they hand to `use` of the library `lib` is what a test is about."""

from textwrap import dedent

from leastwise.code.analysis import Analysis, Start, analyse
from leastwise.code.chains import path_of
from leastwise.code.imports import Imports
from leastwise.code.packages import Mount, Package
from leastwise.code.sources import Sources
from leastwise.code.values import Constant, Env, Event, Object, Text, Unknown
from leastwise.read.files import MemoryFiles


def shown(value, heap, depth=0):
    """A value as text: alternatives between bars, environment variables with a dollar."""
    return " | ".join(_one(alternative, heap, depth) for alternative in value.alternatives)


def _one(found, heap, depth):
    if isinstance(found, Constant):
        return repr(found.value)
    if isinstance(found, Env):
        default = "" if found.default is None else f"={shown(found.default, heap, depth)}"
        return f"${found.name}{default}"
    if isinstance(found, Event):
        return ".".join(("event", *found.path))
    if isinstance(found, Text):
        return "text(" + ",".join(p if isinstance(p, str) else _one(p, heap, depth) for p in found.parts) + ")"
    if isinstance(found, Unknown):
        return "?"
    if isinstance(found, Object) and depth < 4:
        shape = heap.machine.shape(found)
        parts = [f"{key}: {shown(held, heap, depth + 1)}" for key, held in shape.fields.items() if key != "(name)"]
        parts += [shown(item, heap, depth + 1) for item in shape.items or ()]
        parts += [f"*{shown(shape.rest, heap, depth + 1)}"] if shape.rest is not None else []
        return f"{shape.kind}({', '.join(parts)})"
    return path_of(found)


class Uses:
    """Collects what is handed to `use`, and all other calls by path."""

    def __init__(self):
        self.used, self.paths, self.places = [], [], set()

    def call(self, call):
        if call.path.endswith(".use") and call.path.startswith("lib"):
            text = ", ".join(shown(value, call.heap) for value in call.arguments)
            if (call.span[1:], text) in self.places:
                return  # the handler runs for a second event
            self.places.add((call.span[1:], text))
            self.used.append(text)
        elif not call.path.startswith("lib"):
            self.paths.append(call.path)
            self.used += [call.path] if call.path.startswith(("boto3.", "@aws-sdk/", "aws-sdk.")) else []


def analysed(files, *observers, start="", names=("handler",)) -> Analysis:
    """Run the handler of some files; of the first one, if `start` does not say."""
    sources = Sources(MemoryFiles({path: dedent(text) for path, text in files.items()}))
    package = Package("", (Mount("/var/task", ""),), ("/var/task",))
    return analyse([Start(start or next(iter(files)), names)], observers, Imports(sources, package), sources.source)


def uses(text, path, **others):
    """What a program hands to `use`, call by call."""
    found = Uses()
    analysed({path: text, **others}, found)
    return found.used
