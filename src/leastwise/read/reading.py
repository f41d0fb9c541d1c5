"""What reading takes and gives."""

from __future__ import annotations

from collections.abc import Mapping

from leastwise.model.application import Application
from leastwise.model.finding import Unread
from leastwise.model.record import field, record


@record
class ReadSettings:
    """How to read.

    Attributes:
        parameters: values of template parameters; they go before all others.
        stages: environments of samconfig.toml to look at, one reading each; empty for `default` alone.
    """

    parameters: Mapping[str, str] = field(default_factory=dict)
    stages: tuple[str, ...] = ()


@record(frozen=False)
class ReadStats:
    """What was looked at.

    Attributes:
        files: how many.
        templates: how many of them are templates.
        stages: the environments that the applications know.
        parameters: the parameters that the templates declare.
        notices: settings that do not fit what was read, for the person who gave them.
    """

    files: int = 0
    templates: int = 0
    stages: set[str] = field(default_factory=set)
    parameters: set[str] = field(default_factory=set)
    notices: list[str] = field(default_factory=list)


@record
class Reading:
    """One application as it was read: once for each world, and what could not be read.

    `worlds` is empty for an entry that only says what could not be read.

    Attributes:
        fault: what was raised while this application was read, a fault of leastwise: the others are read all the same.
    """

    id: str
    framework: str
    worlds: tuple[Application, ...]
    unread: tuple[Unread, ...]
    stage: str | None = None
    fault: Exception | None = None
