"""Fix copies of real applications and prove that nothing else changed.

    python bench/fixes.py FOLDER [--unsafe] [--persona auditor] [--cfn-lint PROGRAM]

Copies every SAM and CloudFormation template below FOLDER (with what lies beside it), applies every safe fix with
`leastwise fix --write`, and prints: how many files changed and how many findings are gone or left and why; errors of
cfn-lint that were not there before; comments that are gone; what a second run would still change.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

COMMENT = re.compile(r"(?:^|\s)#.*")


def comments(text: str) -> Counter[str]:
    """Whatever may be a comment, with how often it is there."""
    return Counter(found.strip() for line in text.splitlines() for found in COMMENT.findall(line))


def lint(program: str, files: list[Path]) -> Counter[tuple[str, str, str]]:
    """The errors of cfn-lint: file, rule, message, with how often each is there. Lines are left out: they move."""
    found: Counter[tuple[str, str, str]] = Counter()
    for start in range(0, len(files), 40):
        some = [str(path) for path in files[start : start + 40]]
        run = subprocess.run([program, "--format", "json", "--", *some], capture_output=True, text=True, check=False)
        for match in json.loads(run.stdout or "[]"):
            if match["Level"] == "Error":
                message = re.sub(r" \(line \d+\)", "", match["Message"])
                found[match["Filename"], match["Rule"]["Id"], message] += 1
    return found


def fix(program: str, root: Path, *options: str) -> tuple[dict, float]:
    """What `leastwise fix` says, and the seconds that it took."""
    started = time.perf_counter()
    command = [program, "fix", "--root", str(root), "--format", "json", *options, str(root)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}: exit {run.returncode}\n{run.stderr}")
    return json.loads(run.stdout), time.perf_counter() - started


def copied(folder: Path, into: Path) -> None:
    """A copy of what a scan reads of a folder: templates and small texts, no history, no packages."""
    skipped = shutil.ignore_patterns(".git", "node_modules", ".aws-sam", "*.zip", "*.jar", "*.png", "*.gif", "*.mp4")
    shutil.copytree(folder, into, ignore=skipped, symlinks=True)


def main() -> None:
    """Fix, compare and print."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--unsafe", action="store_true")
    arguments.add_argument("--persona", default="regular")
    arguments.add_argument("--leastwise", default=str(Path(sys.executable).parent / "leastwise"))
    arguments.add_argument("--cfn-lint", default=str(Path(sys.executable).parent / "cfn-lint"))
    arguments.add_argument("--diff", type=Path, help="keep the diff of everything here")
    options = arguments.parse_args()
    wanted = ["--persona", options.persona, *(["--unsafe"] if options.unsafe else [])]
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary, "copy").resolve()
        copied(options.folder, root)
        promised, _ = fix(options.leastwise, root, *wanted)
        changed = [root / file["path"] for file in promised["files"]]
        before = {path: path.read_bytes() for path in changed}
        templates = [path for path in changed if b"Resources" in before[path]]  # others are included by one
        errors = lint(options.cfn_lint, templates)
        done, seconds = fix(options.leastwise, root, *wanted, "--write", "--force")
        print(f"{len(changed)} files changed, {len(done['fixes'])} findings fixed in {seconds:.1f} s")
        for (rule, reason), count in Counter((e["finding"]["rule"], e["reason"]) for e in done["left"]).most_common(30):
            print(f"  left {count:4} × {rule}: {reason}")
        for rule, count in Counter(e["finding"]["rule"] for e in done["fixes"]).most_common():
            print(f"  fixed {count:4} × {rule}")
        new = lint(options.cfn_lint, templates) - errors
        print(f"{sum(new.values())} new errors of cfn-lint")
        for (file, rule, message), count in new.items():
            print(f"  {count} × {Path(file).relative_to(root)}: {rule} {message}")
        lost = {
            path: gone
            for path, data in before.items()
            if (gone := comments(data.decode("utf-8", "replace")) - comments(path.read_text("utf-8", "replace")))
        }
        print(f"{sum(sum(gone.values()) for gone in lost.values())} comments lost")
        for path, gone in lost.items():
            print(f"  {path.relative_to(root)}: {', '.join(gone)}")
        again, _ = fix(options.leastwise, root, *wanted)
        print(f"a second run would change {len(again['files'])} files")
        for file in again["files"]:
            print(f"  {file['path']}")
        if options.diff:
            with options.diff.open("w") as out:
                for path, data in before.items():
                    old = Path(temporary, "old")
                    old.write_bytes(data)
                    name = str(path.relative_to(root))
                    labels = ["--label", f"a/{name}", "--label", f"b/{name}"]
                    subprocess.run(["diff", "-u", *labels, str(old), str(path)], stdout=out, check=False)


if __name__ == "__main__":
    main()
