"""Reading: files become applications. Nothing that is read is executed, nothing outside the root is opened."""

from __future__ import annotations

from leastwise.read.project import read
from leastwise.read.reading import Reading, ReadSettings, ReadStats

__all__ = ["ReadSettings", "ReadStats", "Reading", "read"]
