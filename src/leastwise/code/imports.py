"""What an import names: a file of the application, or something outside it.

    imports = Imports(Sources(files), package)
    imports.python("src/app.py", "..shared.tables")   -> Module("src/shared/tables.py") | External("boto3")
    imports.script("src/app.ts", "./db")              -> Module("src/db.ts") | External("@aws-sdk/client-s3")

Whether a name in `from a import b` is a module is asked by asking for `a.b`. Answers are kept.
"""

from __future__ import annotations

import posixpath

from leastwise.code import python_imports, script_imports
from leastwise.code.modules import External, Module, Scope
from leastwise.code.packages import Package
from leastwise.code.sources import Sources


class Imports:
    """Resolves the imports of one package."""

    def __init__(self, sources: Sources, package: Package) -> None:
        self.scope = Scope(sources, package)
        self._known: dict[tuple[str, str, bool], Module | External] = {}

    def python(self, importer: str, name: str) -> Module | External:
        """What an import in Python names.

        Args:
            importer: path of the file that it stands in.
            name: of the module, with the dots of a relative one before it.
        """
        key = posixpath.dirname(importer), name, True
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = python_imports.resolve(self.scope, importer, name)
        return found

    def script(self, importer: str, name: str) -> Module | External:
        """What an import or `require` in JavaScript or TypeScript names.

        Args:
            importer: path of the file that it stands in.
            name: as it is written.
        """
        key = posixpath.dirname(importer), name, False
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = script_imports.resolve(self.scope, importer, name)
        return found

    def loaded(self, path: str, text: str) -> None:
        """See `leastwise.code.interpreter.modules.Resolver`."""
        for added in python_imports.added_paths(text) if "sys.path" in text else ():
            at = self.scope.running(path, added)
            if at is not None and at not in self.scope.added:
                self.scope.added.append(at)
                self._known = {key: found for key, found in self._known.items() if isinstance(found, Module)}
