"""Values as the files of a module write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from leastwise.model.errors import PatchError
from leastwise.model.resource import Property
from leastwise.model.value import Concat, Map, Parameter, Seq
from leastwise.patch.hcl.calls import opened
from leastwise.read.expand.values import made
from leastwise.read.terraform.written import PSEUDO, Written

INDEX = re.compile(r"\[[^\]]*\]")
"""What tells the instances of a block apart in their addresses."""

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_RESOLVED = "{{resolve:"


class Values:
    """Writes values of the model.

    Args:
        addresses: key of a resource → what the module calls it.
        prefix: of the module, in the names of parameters.
        copy: what is written at a property.

    Attributes:
        needs: variables and data sources that the values speak of, as a document.
    """

    def __init__(self, addresses: Mapping[str, str], prefix: str, copy: Callable[[Property], Any]) -> None:
        self._written = Written(addresses, versions={}, miss=_missed)
        self._prefix = prefix
        self._copy = copy
        self.needs: dict[str, Any] = self._written.document

    def written(self, value: Any) -> Any:
        """A value as `leastwise.patch.hcl` takes it.

        Raises:
            PatchError: nothing that Terraform can say comes to it.
        """
        return opened(self._written.value(self.ready(value)))

    def ready(self, value: Any) -> Any:
        """The same with its properties and names as they are seen from the module."""
        if isinstance(value, Property):
            return self._copy(value)
        if isinstance(value, Parameter):
            if value.name.startswith("AWS::") and value.name not in PSEUDO:
                raise PatchError(f"Terraform has nothing like {value.name}, which the new value needs: set it by hand")
            return Parameter(value.name.removeprefix(self._prefix))
        if isinstance(value, Concat):
            return Concat(tuple(map(self.ready, value.parts)))
        if isinstance(value, dict):
            return {key: self.ready(_named(key, item)) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.ready(item) for item in value]
        if isinstance(value, str) and _RESOLVED in value:
            raise PatchError("Terraform takes no {{resolve:…}}: read the secret when the function runs")
        return value

    def placed(self, value: Any, near: Property) -> Any:
        """A new value with containers of the model, for the tables."""
        return made(near.span, self.ready(value))


def _named(key: str, value: Any) -> Any:
    """The name of a policy; rules make it of the name of a resource, which is an address here."""
    if key != "PolicyName" or not isinstance(value, str) or "." not in value:
        return value
    return label_of(value).replace("_", "-")


def label_of(name: str) -> str:
    """The label of something new: what follows the type in the name of what it is called after, in small letters."""
    name = INDEX.sub("", name).rpartition(".")[2]
    return re.sub(r"\W+", "_", _HUMP.sub("_", name)).lower().strip("_")


def copied(value: Any) -> Any:
    """A copy of a value, places kept, that may be changed."""
    if isinstance(value, Map):
        found = Map(value.home, {key: copied(item) for key, item in value.items()})
        found.spans = dict(value.spans)
        return found
    if isinstance(value, Seq):
        listed = Seq(value.home, [copied(item) for item in value])
        listed.spans = list(value.spans)
        return listed
    return value


def _missed(what: str) -> None:
    raise PatchError(f"{what} cannot be named in this module")
