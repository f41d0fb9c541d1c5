"""Compare our expansion of SAM with the official translator's on every SAM template in a folder.

    python bench/oracle.py FOLDER [--all]

Prints how many templates agree, why others could not be compared, and every difference. Nothing is timed.
"""

import importlib.util
import logging
import sys
from collections import Counter
from pathlib import Path

from leastwise.model.errors import ReadError
from leastwise.read.cloudformation.template import load_template
from leastwise.read.files import DiskFiles
from leastwise.read.sam import is_sam

ROOT = Path(__file__).resolve().parent.parent
SPEC = importlib.util.spec_from_file_location("oracle", ROOT / "tests" / "read" / "sam" / "oracle.py")
assert SPEC is not None and SPEC.loader is not None
oracle = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(oracle)


def templates(files: DiskFiles) -> list[str]:
    """Return the SAM templates below the root."""
    found = []
    for path in files.walk(""):
        if path.endswith((".yaml", ".yml", ".json", ".template")):
            try:
                data = files.read(path)
                if b"AWS::Serverless" in data and is_sam(load_template(files, path).document):
                    found.append(path)
            except ReadError:
                continue
    return found


def main(folder: str) -> int:
    """Compare them all. Give 1 where one differs."""
    logging.disable(logging.CRITICAL)
    files = DiskFiles(folder)
    outcomes: Counter[str] = Counter()
    for path in templates(files):
        try:
            found = oracle.differences(files, path)
        except oracle.Refused as error:
            outcomes["refused by the official translator"] += 1
            print(f"{path}: refused: {str(error)[:300]}")
            continue
        outcomes["differ" if found else "agree"] += 1
        for line in found:
            print(f"{path}: {line[:400]}")
    print(dict(outcomes))
    return 1 if outcomes["differ"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
