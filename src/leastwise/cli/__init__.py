"""The command line. Only this package prints."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run `leastwise` and return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments in (["--version"], ["-V"]):
        from leastwise import __version__

        print(f"leastwise {__version__}")
        return 0
    try:
        from leastwise.cli.run import run
    except KeyboardInterrupt:
        return 130
    return run(arguments)
