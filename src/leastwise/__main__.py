"""`python -m leastwise`."""

from __future__ import annotations

import os
import sys

# Python puts the current folder first on the path here; it may be the scanned one, of which nothing is ever imported.
if sys.path and sys.path[0] in ("", os.getcwd()):
    del sys.path[0]

from leastwise.cli import main

if __name__ == "__main__":
    main()
