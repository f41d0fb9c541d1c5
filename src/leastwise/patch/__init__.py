"""Change YAML, JSON and HCL without disturbing what is not asked for.

    from leastwise.model.source import Source
    from leastwise.patch import Document, Insert, Remove, Set

    document = Document(Source("template.yaml", text))
    patch = document.patch([
        Set(("Resources", "Jobs", "Properties", "VisibilityTimeout"), 180),
        Insert(("Resources", "Worker", "Properties", "Layers"), {"Ref": "Tools"}),
        Remove(("Resources", "Worker", "Properties", "ReservedConcurrentExecutions")),
    ])
    patch.text      # comments, quotes, order, indentation, line ends: byte for byte what they were
    patch.splices   # what was replaced
    patch.undo      # what restores it

Edits are splices at known places, never a document written anew: a round trip through a YAML library changes most
files. What is new is written as the file around it is: its indentation, its order, its blank lines, its quotes.
Afterwards the text is read again; it has to hold what was asked for, and everything else as it was.
"""

from leastwise.model.errors import PatchError
from leastwise.patch.change import Change, Changes, Insert, OverlapError, Path, Remove, Set
from leastwise.patch.document import FORMATS, Document, Patch
from leastwise.patch.splice import Splice, inverse, ordered, spliced

__all__ = [
    "FORMATS",
    "Change",
    "Changes",
    "Document",
    "Insert",
    "OverlapError",
    "Patch",
    "PatchError",
    "Path",
    "Remove",
    "Set",
    "Splice",
    "inverse",
    "ordered",
    "spliced",
]
