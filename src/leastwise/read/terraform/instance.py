"""One resource or data source as Terraform would plan it: what evaluation gives and translation takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from leastwise.model.record import record
from leastwise.model.resource import Author
from leastwise.model.source import Span
from leastwise.model.value import Map


@record(eq=False)
class Instance:
    """One instance of a block `resource` or `data`, in Terraform's words.

    Attributes:
        key: unique in the application; what a `Reference` names. `<stack>:<address>`, each colon in the address
            replaced by U+2236.
        address: as Terraform shows it: `module.api["eu"].aws_lambda_function.fn[0]`.
        type: `aws_lambda_function`.
        mode: `managed` for resources, `data` for data sources.
        values: evaluated arguments with their places; nested blocks are a `Seq` of `Map` under their name, also single
            ones. `Reference`s in them have Terraform's names of attributes.
        span: the labels and the block.
        folder: of the module that the block is written in, relative to the root of the scan.
        by: `framework` where a module of somebody else, which is not there, would make it.
        inputs: where somebody else's module makes it: argument, dotted → the input of the module that decides it.
    """

    key: str
    address: str
    type: str
    mode: Literal["managed", "data"]
    values: Map
    span: Span
    folder: str
    by: Author = "author"
    inputs: Mapping[str, str] | None = None
