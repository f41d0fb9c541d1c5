"""What sources become, as text."""

from leastwise.model.source import Source
from leastwise.read.script.lower import lower
from leastwise.read.script.nodes import Opaque
from leastwise.read.script.shown import shown


def script(text, path="a.py", *, later=False):
    """A file of the application, lowered."""
    return lower(Source(path, text), later=later)


def became(text, path="a.py"):
    """The statements of a source, one text for each."""
    return [shown(statement) for statement in script(text, path).statements]


def nodes_of(statements):
    """All nodes below statements."""
    ahead = [statements]
    while ahead:
        node = ahead.pop()
        if isinstance(node, tuple):
            if not (len(node) == 5 and isinstance(node[0], Source)):
                ahead += node
        elif hasattr(node, "__match_args__"):
            yield node
            ahead += [getattr(node, "body" if name == "later" else name) for name in node.__match_args__]


def opaque(statements):
    """The reasons of what could not be read."""
    return [node.reason for node in nodes_of(statements) if isinstance(node, Opaque)]
