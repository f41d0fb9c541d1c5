"""Which file an `import` or `require` of JavaScript and TypeScript names."""

from __future__ import annotations

import re

from leastwise.model.errors import ReadError
from leastwise.read.encoding import decode
from leastwise.read.files import Files

_ENDINGS = ("", ".ts", ".js", ".json", ".cjs", ".mjs", "/index.ts", "/index.js")
_ALIAS = re.compile(r'"([\w@~#./-]*)\*"\s*:\s*\[\s*"([\w@./-]*)\*"')
_BASE = re.compile(r'"baseUrl"\s*:\s*"([\w@./-]*)"')


class Locator:
    """Finds the modules of one service.

    Args:
        files: the root.
        folder: of the service; its tsconfig.json tells which names are short for folders.
    """

    def __init__(self, files: Files, folder: str) -> None:
        self.files = files
        self.folder = folder
        self._aliases: list[tuple[str, str]] | None = None

    def found(self, folder: str, name: str) -> str | None:
        """The file that an import names; `None` where it is no local one."""
        places = [(folder, name)] if name.startswith(".") else [
            (self.folder, target + name[len(alias) :]) for alias, target in self.aliases() if name.startswith(alias)
        ]  # fmt: skip
        for base, relative in places:
            for ending in _ENDINGS:
                path = self.files.join(base, relative + ending)
                if path is not None and self.files.is_file(path):
                    return path
        return None

    def aliases(self) -> list[tuple[str, str]]:
        """`paths` of tsconfig.json: https://www.typescriptlang.org/tsconfig/#paths ."""
        if self._aliases is None:
            self._aliases = []
            for name in ("tsconfig.json", "tsconfig.paths.json"):
                path = self.files.join(self.folder, name)
                if path is None or not self.files.is_file(path):
                    continue
                try:
                    text = decode(self.files.read(path), path).text
                except ReadError:
                    continue
                base = _BASE.search(text)
                prefix = base[1].rstrip("/") + "/" if base is not None and base[1] not in (".", "./") else ""
                self._aliases += [(alias, prefix + target) for alias, target in _ALIAS.findall(text)]
        return self._aliases
