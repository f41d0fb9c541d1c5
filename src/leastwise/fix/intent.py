"""Where what a rule wants changed in the model is written: changes of the author's own documents.

    written    a file as its author wrote it; spans → places in it
    located    a property of the model → the place, by span, below its nearest parent, or in SAM's words
    sam        these words (data/sam.json); who inherits from Globals
    computed   the branch, default or entry of a mapping that a computed value comes from
    values     symbols → functions of the template
    comments   lines that say what a statement is needed for
    naming, resources, routes    logical ids; whole resources; who may call what events make
    lowering   the edits of one finding together; services: those in serverless.yml, in the words of `serverless`
    terraform/ all of that for Terraform

Whatever cannot be told for certain is refused with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from leastwise.fix.comments import is_note, notes
from leastwise.fix.located import Places
from leastwise.fix.lowering import Lowering, joined
from leastwise.fix.naming import Names
from leastwise.fix.result import FileChange
from leastwise.fix.services import ServiceLowering
from leastwise.model.edit import AddResource, Edit, Insert, Remove, ReplaceSpan, Set
from leastwise.model.errors import PatchError
from leastwise.model.source import Source
from leastwise.model.value import Symbol, display
from leastwise.read.files import Files
from leastwise.read.reading import Reading


class Intentions:
    """Turns the edits of findings into changes of files.

    Args:
        readings: the applications that the findings are about.
        files: where more files of a Terraform module are found.
    """

    def __init__(self, readings: Iterable[Reading], files: Files | None = None) -> None:
        self._apps = [app for reading in readings for app in reading.worlds]
        self._places = Places()
        self._names = Names(self._apps)
        self._files = files
        self._terraform: Any = None

    @property
    def sources(self) -> dict[str, Source]:
        """Path → every file that changes were looked up in."""
        return self._places.sources

    def changes(self, edits: Sequence[Edit]) -> list[FileChange]:
        """What the edits of one finding mean for the files. Equal resources that several findings add are one.

        Raises:
            PatchError: one of them cannot be made where the author would make it. The message says why.
        """
        frameworks = {_framework(edit) for edit in edits}
        said = [edit for edit in edits if is_note(edit)]
        if said and "cdk" not in frameworks:
            return [*self.changes([edit for edit in edits if not is_note(edit)]), *notes(said, self._places)]
        if "cdk" in frameworks:
            raise PatchError(f"change it in the construct: {_wish(edits)}")
        if "terraform" not in frameworks:
            kind = ServiceLowering if "serverless" in frameworks else Lowering
            return joined(kind(self._apps, self._places, self._names, edits).changes())
        if self._terraform is None:
            from leastwise.fix.terraform import Terraform

            self._terraform = Terraform(self._apps, self._places, self._files)
        found: list[FileChange] = self._terraform.changes(edits)
        return joined(found)


def _framework(edit: Edit) -> str:
    if isinstance(edit, ReplaceSpan):
        return ""
    return (edit.beside if isinstance(edit, AddResource) else edit.property).resource.framework


def _wish(edits: Sequence[Edit]) -> str:
    """What edits want, for people."""
    wishes = []
    for edit in edits:
        match edit:
            case AddResource(name=name, type=type_):
                wishes.append(f"add {type_} {name}")
            case Set(property, value) | Insert(property, value):
                said = f" {display(value)}" if isinstance(value, (str, int, float, Symbol)) else ""
                verb = "set" if isinstance(edit, Set) else "add to"
                wishes.append(f"{verb} {property.called} of {property.resource.name}{said and f' to{said}'}")
            case Remove(property):
                wishes.append(f"remove {property.called or 'the construct'} of {property.resource.name}")
    return ", ".join(wishes[:3])
