"""What an import can lead to, and what resolving one needs to know."""

from __future__ import annotations

import posixpath

from leastwise.code.packages import Package
from leastwise.code.sources import Sources, inside
from leastwise.model.record import record


@record
class Module:
    """A file of the application, or a folder without one that can be imported (a namespace package of Python).

    Attributes:
        path: of the file; of the folder for a namespace.
        namespace: whether it is one.
        sure: whether it was found as the runtime finds it, rather than at a place from which a build may copy it.
    """

    path: str
    namespace: bool = False
    sure: bool = True


@record
class External:
    """What is not of the application.

    Attributes:
        name: as it is imported: `boto3.dynamodb`, `@aws-sdk/client-s3/dist`, `node:fs`.
        why: `vendored`: other people's package beside the code; `absent`: the application names it as its own, by a
            relative path or inside one of its packages, and it is not there; empty for all else.
        place: where it lies, of what is vendored.
    """

    name: str
    why: str = ""
    place: str = ""


class Scope:
    """The package that imports are resolved in.

    Attributes:
        sources: the root.
        package: what lies where.
        added: paths of the running function that code adds to `sys.path`.
    """

    def __init__(self, sources: Sources, package: Package) -> None:
        self.sources = sources
        self.package = package
        self.added: list[str] = []

    def at(self, path: str) -> Module | External:
        """A file of the root as what an import leads to: other people's are not the application's."""
        vendor = self.package.vendor_of(path)
        if vendor is None or self._own(vendor.place):
            return Module(path)
        return External(vendor.name, "vendored", vendor.place)

    def _own(self, place: str) -> bool:
        """Whether what lies in `node_modules` of a layer was put there by hand: a file, or what was never published."""
        if "node_modules/" not in place or not any(inside(place, mount.place) for mount in self.package.mounts[:-1]):
            return False
        told = self.sources.settings(place, "package.json")
        return not told or told.get("private") is True

    def running(self, importer: str, path: str) -> str | None:
        """A path that code in a file names, as one of the running function; `None` where it is not in the package."""
        if not path.startswith("/"):
            around = self.package.paths(posixpath.dirname(importer)) or [""]
            path = posixpath.join(around[0], path)
        path = posixpath.normpath(path)
        return path if path.startswith("/") else None
