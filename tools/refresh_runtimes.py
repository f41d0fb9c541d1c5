"""Write src/leastwise/rules/runtime/data/runtimes.json: when AWS ends the support of each Lambda runtime.

The dates are those of https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html, as cfn-lint (a development
dependency) keeps them.

    python tools/refresh_runtimes.py
"""

from __future__ import annotations

import json
from datetime import date
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "src/leastwise/rules/runtime/data/runtimes.json"


def main() -> None:
    """Read cfn-lint's table, write ours."""
    lint = json.loads((files("cfnlint") / "data/AdditionalSpecs/LmbdRuntimeLifecycle.json").read_text("utf-8"))
    runtimes = {
        name: {
            "deprecated": facts["deprecated"],
            "no_create": facts["create-block"],
            "no_update": facts["update-block"],
        }
        for name, facts in sorted(lint.items())
    }
    table = {
        "about": "Lambda runtimes: when security updates end, when functions can no longer be created or updated.",
        "source": "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html by way of cfn-lint "
        f"{version('cfn-lint')} (MIT-0), through tools/refresh_runtimes.py",
        "date": date.today().isoformat(),
        "runtimes": runtimes,
    }
    TARGET.write_text(json.dumps(table, indent=1) + "\n", "utf-8")
    print(f"{len(runtimes)} runtimes")


if __name__ == "__main__":
    main()
