"""Which file of an application an import of Python names.

https://docs.python.org/3/reference/import.html
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from leastwise.read.files import Files


def python_file(files: Files, importer: str, name: str, folders: Iterable[str]) -> str | None:
    """The file of a module, `None` where the application has none of that name.

    Args:
        files: the root.
        importer: path of the file that the import stands in, from which relative names are seen.
        name: of the module, with the dots of a relative one before it.
        folders: where absolute names are looked up, the first one first.
    """
    rest = name.lstrip(".")
    dots = len(name) - len(rest)
    if dots:
        folder = posixpath.dirname(importer)
        for _ in range(dots - 1):
            folder = posixpath.dirname(folder)
        folders = (folder,)
    for folder in dict.fromkeys(folders):
        base = files.join(folder, rest.replace(".", "/"))
        for path in (f"{base}.py", f"{base}/__init__.py") if base is not None else ():
            if files.is_file(path):
                return path
    return None
