"""Colours and widths of a terminal."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TextIO

from leastwise.model.finding import Severity

_CODES = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "blue": "34",
    "magenta": "35",
    "cyan": "36",
    "white on red": "1;97;41",
}

_SEVERITY = {
    Severity.CRITICAL: "white on red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "dim",
}


class Style:
    """Marks up text for a terminal, or leaves it as it is."""

    def __init__(self, colour: bool, width: int = 100) -> None:
        self.colour = colour
        self.width = width

    @classmethod
    def of(cls, stream: TextIO, choice: str = "auto", environ: Mapping[str, str] | None = None) -> Style:
        """What suits a stream: `--color` decides, then NO_COLOR, FORCE_COLOR, then whether it is a terminal.

        https://no-color.org, https://force-color.org
        """
        env = os.environ if environ is None else environ
        terminal = stream.isatty()
        if choice == "auto":
            forced = env.get("FORCE_COLOR", "")
            colour = not env.get("NO_COLOR") and ((forced not in ("", "0")) or (terminal and env.get("TERM") != "dumb"))
        else:
            colour = choice == "always"
        width = 100
        if terminal:
            try:
                width = os.get_terminal_size(stream.fileno()).columns
            except (OSError, ValueError):
                width = 100
        return cls(colour, max(60, min(width, 120)))

    def __call__(self, text: str, kind: str) -> str:
        """The text in a colour or weight."""
        return f"\x1b[{_CODES[kind]}m{text}\x1b[0m" if self.colour and text else text

    def severity(self, severity: Severity) -> str:
        """A severity in its colour."""
        return self(
            f" {severity} " if self.colour and severity is Severity.CRITICAL else str(severity), _SEVERITY[severity]
        )

    def wrap(self, text: str, indent: str, first: str | None = None) -> list[str]:
        """A text broken into lines with an indentation; words are not broken.

        A CI system takes a line that begins with `::` for a command, so none begins so.
        """
        lines = []
        line = indent if first is None else first
        start = line
        for word in text.split():
            if line != start and len(line) + 1 + len(word) > self.width:
                lines.append(line)
                line = start = indent
            if line == start and word.startswith("::"):
                word = "\\" + word
            line += word if line == start else " " + word
        lines.append(line)
        return lines
