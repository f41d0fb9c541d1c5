"""What of an application is in the package of a function, and where it lies when it runs.

A package is a list of mounts: a path of the running function (`/var/task`, `/opt`, or what a Dockerfile copies to) and
the file or folder of the root that is there. So imports are resolved as Lambda resolves them, whichever way the
package is made.

https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html
"""

from __future__ import annotations

import posixpath

from leastwise.code.sources import Sources, inside, language_of
from leastwise.code.vendored import VENDOR_FOLDERS, Vendored
from leastwise.model.record import record
from leastwise.model.resource import Property

TASK = "/var/task"
"""Where Lambda unpacks the code of a function."""

OPT = "/opt"
"""Where it unpacks layers."""


@record
class Mount:
    """`place`, a file or folder of the root, is at the path `at` when the function runs."""

    at: str
    place: str


@record(eq=False)
class Package:
    """The code of a function with its layers.

    Attributes:
        root: the folder that the package is made from.
        mounts: what lies where; of several at one path, the later ones hide the earlier.
        search: where imports without a relative path are looked up, in order: paths of the running function.
        beside: folders of the root to look in when that finds nothing: what a build step may have copied.
        vendored: other people's packages beside the code, which are not read.
        missing: layers that the application uses and that are not in it, and why their content is not known.
        folder: the folder of the application: nothing outside it belongs to the package.
    """

    root: str
    mounts: tuple[Mount, ...]
    search: tuple[str, ...]
    beside: tuple[str, ...] = ()
    vendored: tuple[Vendored, ...] = ()
    missing: tuple[tuple[Property, str], ...] = ()
    folder: str = ""

    def places(self, path: str) -> list[str]:
        """The paths of the root that a path of the running function may stand for, the likeliest first."""
        path = posixpath.normpath(path)
        found: dict[str, None] = {}
        for mount in sorted(reversed(self.mounts), key=lambda mount: -len(mount.at)):
            if path == mount.at or path.startswith(mount.at.rstrip("/") + "/"):
                rest = path[len(mount.at) :].strip("/")
                found[posixpath.join(mount.place, rest) if rest and mount.place else rest or mount.place] = None
        return list(found)

    def paths(self, place: str) -> list[str]:
        """The paths of the running function at which a file of the root lies, the likeliest first."""
        found: dict[str, None] = {}
        for mount in sorted(self.mounts, key=lambda mount: -len(mount.place)):
            if inside(place, mount.place):
                rest = place[len(mount.place) :].strip("/")
                found[posixpath.join(mount.at, rest) if rest else mount.at] = None
        return list(found)

    def vendor_of(self, place: str) -> Vendored | None:
        """Whose package a file is part of, where it is other people's."""
        steps = place.split("/")
        for index, step in enumerate(steps[:-1]):
            if step in VENDOR_FOLDERS:
                above = "/".join(steps[: index + 1])
                if any(inside(mount.place, above) and inside(place, mount.place) for mount in self.mounts):
                    continue  # the application itself keeps its code in there
                scoped = steps[index + 1].startswith("@") and index + 2 < len(steps)
                name = "/".join(steps[index + 1 : index + 3 if scoped else index + 2])
                return Vendored(name, f"{above}/{name}")
        return next((vendor for vendor in self.vendored if inside(place, vendor.place)), None)

    def files(self, sources: Sources) -> list[str]:
        """The files of the package that can be read as code, without those of other people."""
        found: dict[str, None] = {}
        for mount in self.mounts:
            for path in (mount.place,) if sources.is_file(mount.place) else sources.listed(mount.place):
                if language_of(path) is not None and self.vendor_of(path) is None:
                    found[path] = None
        return list(found)
