"""The command line. Only this package prints."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run `leastwise` and return its exit code.

    `argv`: the arguments. Without them they are those of the process, which ends here.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments in (["--version"], ["-V"]):
        from leastwise import __version__

        print(f"leastwise {__version__}")
        return 0
    # A scan makes many long-lived objects and few cycles, so the collector is told to look less often.
    gc.set_threshold(200_000, 20, 20)
    try:
        from leastwise.cli.run import run
    except KeyboardInterrupt:
        return 130
    code = run(arguments)
    return code if argv is not None else _end(code)


def _end(code: int) -> int:
    """End the process at once: taking all objects of a scan apart takes a tenth of its time and is of no use."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:  # whoever read the output has gone
        pass
    except OSError:
        code = code or 4
    os._exit(code)
