"""`leastwise policy --diff` and `--write`: makes policies what is needed, with the machinery of `leastwise fix`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from leastwise.cli.fix import check_links, conclude, recover_first
from leastwise.cli.fix_repairing import Job, repair_all, select
from leastwise.cli.judging import judged
from leastwise.cli.reports import outputs
from leastwise.cli.scan import tell
from leastwise.model.errors import UsageError
from leastwise.privilege.options import Options
from leastwise.privilege.proof import lost
from leastwise.report.fixes.result import FixResult
from leastwise.report.formats import FIX_FORMATS
from leastwise.report.style import Style
from leastwise.rules.least_privilege import KeptPermission, LeastPrivilege, SplitRole

if TYPE_CHECKING:
    import argparse

    from leastwise.cli.settings import Settings


def rewrite(options: argparse.Namespace, settings: Settings) -> int:
    """Show or write what makes policies what is needed, and return the exit code: 1 where something is left to do.

    Raises:
        UsageError: the options do not go together, or the files cannot be written.
    """
    if options.no_code:
        raise UsageError("--no-code: without the code nothing is known to be needless, so there is nothing to write")
    if options.shape not in FIX_FORMATS:
        raise UsageError(f"--format {options.shape}: with --diff or --write there are {', '.join(FIX_FORMATS)}")
    files = outputs(options.reports, FIX_FORMATS)
    check_links(options.paths)
    recover_first(settings.root, changing=options.write)
    choice = Options(keep_lists=options.keep_lists, deny_delete=options.deny_delete, boundary=options.boundary or "")
    rules = (LeastPrivilege(choice), SplitRole(), KeptPermission(choice))
    scan, run = judged(options, settings, chosen=rules)
    job = Job(options, settings, None, scan, run, rules, lost)
    result = FixResult(scan=scan, command="policy")
    found = select(job, result)
    tell(scan)
    repair_all(job, found, result)
    style = Style.of(sys.stdout, options.color)
    return conclude(job, result, files, style, changing=options.write, only_files=False)
