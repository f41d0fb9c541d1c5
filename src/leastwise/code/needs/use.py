"""What a call does with AWS, before the settings of a function are put in."""

from __future__ import annotations

from typing import Any

from leastwise.model.record import record
from leastwise.model.source import Span


@record(eq=False)
class Use:
    """An operation that is called.

    Attributes:
        service: as boto3 calls it.
        operation: its name; empty where only `action` is needed.
        arguments: of the API, each way that the call may be made: dictionaries of data, see `frozen`.
        action: that is needed without an operation.
        source: `code`, `library`, `presign`.
        optional: only in some cases.
        until: a module, and the version of its package from which on it is not called any more; `None` for any.
        begins: texts that are settled by the template, and how each must begin for it to be called.
    """

    service: str
    operation: str
    arguments: tuple[Any, ...]
    action: str | None = None
    source: str = "code"
    optional: bool = False
    until: tuple[str, str] | None = None
    begins: tuple[tuple[Any, str], ...] = ()


@record(eq=False)
class Unclear:
    """A place at which it is not known what is called. `weak`: it is likely none of AWS."""

    span: Span
    reason: str
    weak: bool = False
