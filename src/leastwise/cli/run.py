"""From arguments to an exit code: parses, calls the command, and turns errors into messages.

Exit codes (DESIGN, section 8): 0 nothing at or above `--fail-on`, 1 findings, 2 wrong usage or configuration,
3 nothing to scan, 4 internal error, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence

from leastwise.cli.output import OutputError, writing
from leastwise.cli.parsed import parsed
from leastwise.model.errors import LeastwiseError, NothingToScanError, UsageError

OK, FOUND, USAGE, NOTHING, INTERNAL, INTERRUPTED = 0, 1, 2, 3, 4, 130


def run(arguments: Sequence[str]) -> int:
    """Run one command."""
    started = time.perf_counter()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    options = None
    try:
        options = parsed(arguments)
        options.started = started
        code: int = options.command(options)
        with writing():
            sys.stdout.flush()
        return code
    except SystemExit as error:  # argparse has printed what is wrong
        return error.code if isinstance(error.code, int) else USAGE
    except UsageError as error:
        return _fail(str(error), USAGE)
    except NothingToScanError as error:
        return _fail(str(error), NOTHING)
    except KeyboardInterrupt:
        return _fail("interrupted", INTERRUPTED)
    except BrokenPipeError:
        # Whoever read the output has gone (`| head`): the rest must not fail again when Python closes it.
        _drop_output()
        return int(getattr(options, "code", OK))
    except OutputError as error:
        _drop_output()
        return _fail(str(error), INTERNAL)
    except LeastwiseError as error:
        return _fail(str(error), INTERNAL)
    except Exception as error:
        if "--debug" in arguments:
            raise
        return _fail(
            f"internal error: {type(error).__name__}: {error}\n"
            "This is a fault of leastwise. Run again with --debug and report what it prints.",
            INTERNAL,
        )


def _drop_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(message: str, code: int) -> int:
    from leastwise.report.clean import clean

    for line in message.split("\n"):
        print(f"leastwise: {clean(line)}", file=sys.stderr)
    return code
