"""`leastwise policy --diff` and `--write`: makes policies what is needed, with the machinery of `leastwise fix`."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from leastwise.cli.fix import check_links, conclude, recover_first
from leastwise.cli.fix_repairing import Job, repair_all, select
from leastwise.cli.judging import judged
from leastwise.cli.reports import outputs
from leastwise.cli.scan import tell
from leastwise.model.errors import UsageError
from leastwise.privilege.options import Options
from leastwise.privilege.proof import lost, outgrown
from leastwise.report.fixes.result import FixResult
from leastwise.report.formats import FIX_FORMATS
from leastwise.report.style import Style
from leastwise.rules.least_privilege import KeptPermission, LeastPrivilege, SplitRole

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from leastwise.cli.settings import Settings
    from leastwise.model.application import Application
    from leastwise.report.entry import Entry

_BOUNDARY = re.compile(r"arn:aws[a-z-]*:iam::(?:\d{12}|aws):policy/[\w+=,.@/-]{1,512}", re.ASCII)
"""The ARN of a policy: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html"""


def rewrite(options: argparse.Namespace, settings: Settings) -> int:
    """Show or write what makes policies what is needed, and return the exit code: 1 where something is left to do.

    Raises:
        UsageError: the options do not go together, or the files cannot be written.
    """
    if options.no_code:
        raise UsageError("--no-code: without the code nothing is known to be needless, so there is nothing to write")
    if options.shape not in FIX_FORMATS:
        raise UsageError(f"--format {options.shape}: with --diff or --write there are {', '.join(FIX_FORMATS)}")
    if options.roles:
        raise UsageError(f"--role {options.roles[0]}: with --diff or --write, name its functions with --function")
    if options.by is not None:
        raise UsageError("--by only chooses what is listed: only what an author grants is ever made less")
    if options.gates:
        raise UsageError("--fail-on: with --diff or --write the exit code says whether something is left to do")
    files = outputs(options.reports, FIX_FORMATS)
    check_links(options.paths)
    recover_first(settings.root, changing=options.write)
    job, wanted, result = _job(options, settings)
    tell(job.scan)
    repair_all(job, wanted, result)
    style = Style.of(sys.stdout, options.color)
    return conclude(job, result, files, style, changing=options.write, only_files=False)


def tried(options: argparse.Namespace, settings: Settings) -> FixResult:
    """What `--write` would do. Nothing is written or said."""
    job, wanted, result = _job(options, settings)
    repair_all(job, wanted, result)
    return result


def _objections(before: Application, after: Application) -> Iterator[str]:
    """Why policies cannot become what they would."""
    yield from lost(before, after)
    yield from outgrown(before, after)


def _job(options: argparse.Namespace, settings: Settings) -> tuple[Job, list[Entry], FixResult]:
    """What is to be done, which findings it is about, and an empty result for it."""
    boundary = options.boundary or ""
    if boundary and not _BOUNDARY.fullmatch(boundary):
        raise UsageError(
            f"--boundary {boundary}: this is no ARN of a policy, as arn:aws:iam::123456789012:policy/Limit"
        )
    choice = Options(keep_lists=options.keep_lists, deny_delete=options.deny_delete, boundary=boundary)
    rules = (LeastPrivilege(choice), SplitRole(), KeptPermission(choice))
    scan, run = judged(options, settings, chosen=rules)
    job = Job(options, settings, None, scan, run, rules, _objections)
    result = FixResult(scan=scan, command="policy")
    return job, select(job, result), result
