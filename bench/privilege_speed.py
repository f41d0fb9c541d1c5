"""How long it takes to compare what code needs with what is granted: CPU seconds of one process, cold.

    python bench/privilege_speed.py ~/serverless-patterns

Prints what reading the applications costs, what their code, and what the comparison of every role with it.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from leastwise.privilege.comparison import compare
from leastwise.privilege.needed import needed
from leastwise.read.files import DiskFiles
from leastwise.read.project import read


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("corpus", type=Path, help="a folder of applications with their code")
    options = arguments.parse_args()
    spent = dict.fromkeys(("reading", "code and wiring of every function", "comparing every role"), 0.0)
    functions = roles = 0
    before = time.process_time()
    for reading in read(DiskFiles(str(options.corpus)), ("",)):
        marks = [before, time.process_time()]
        for app in reading.worlds:
            for function in app.all_functions:
                functions += 1
                needed(app, function)
        marks.append(time.process_time())
        for app in reading.worlds:
            for role in app.roles:
                roles += 1
                compare(app, role)
        before = time.process_time()
        marks.append(before)
        for index, name in enumerate(spent):
            spent[name] += marks[index + 1] - marks[index]
    print(f"{functions} functions, {roles} roles")
    for name, seconds in spent.items():
        print(f"  {seconds:6.2f} s  {name}")
    print(f"  {sum(spent.values()):6.2f} s  altogether")


if __name__ == "__main__":
    main()
