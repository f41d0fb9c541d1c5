"""References to Terraform's resources, in CloudFormation's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from leastwise.model.value import Concat, Map, Parameter, Reference, Seq, Symbol, Unknown, concat
from leastwise.read.terraform.instance import Instance
from leastwise.read.terraform.language.values import Encoded, EncodedMap, EncodedSeq, encoded_text
from leastwise.read.terraform.tables import entry

_NAMED = re.compile(r"\$\{([^}]+)\}")


class References:
    """The instances of an application by their key, and what a reference to each is in CloudFormation's words."""

    def __init__(self, instances: Iterable[Instance]) -> None:
        self.instances = {instance.key: instance for instance in instances}
        self._known: dict[Reference, Any] = {}
        self._made: dict[str, Any] = {}

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """What is made of the instances when somebody asks for it first."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    def value(self, value: Any) -> Any:
        """A value with its references translated; the same object where there are none in it."""
        if isinstance(value, Symbol):
            return self._symbol(value)
        if isinstance(value, (Map, Seq)):
            return self._container(value)
        return value

    def _symbol(self, value: Symbol) -> Any:
        if isinstance(value, Reference):
            found = self._known.get(value)
            if found is None:
                self._known[value] = value  # asked for again while it is worked out: a cycle
                found = self._known[value] = self._reference(value)
            return found
        if isinstance(value, Concat):
            return concat([self._symbol(part) if isinstance(part, Symbol) else part for part in value.parts])
        if isinstance(value, Unknown) and value.about:
            about = [self._symbol(part) for part in value.about]
            return Unknown(value.reason, tuple(part for part in about if isinstance(part, Symbol)))
        return value

    def _container(self, value: Map | Seq) -> Map | Seq:
        made: Map | Seq | None = None
        for key, item in value.items() if isinstance(value, Map) else enumerate(value):
            if isinstance(item, (Symbol, Map, Seq)):
                new = self.value(item)
                if isinstance(new, Encoded):
                    new = encoded_text(new)
                if new is not item:
                    if made is None:
                        made = _copy(value)
                    made[key] = new  # type: ignore[index]
        return value if made is None else made

    def _reference(self, value: Reference) -> Any:
        instance = self.instances.get(value.resource)
        if instance is None or instance.mode == "data":
            return value
        known = entry(instance.type)
        if known is None:
            return Reference(value.resource, {"arn": "Arn", "id": "Ref"}.get(value.attribute, value.attribute))
        name = known.attributes.get(value.attribute)
        if known.into is not None and isinstance(known.into.owner, tuple) and name in (None, "Ref"):
            # Nothing of its own in CloudFormation: what names it is what names its owner.
            return self.value(instance.values.get(known.into.owner[0], value))
        if name is None:
            return self.value(instance.values[value.attribute]) if value.attribute in instance.values else value
        if name.startswith("."):
            return self.value(instance.values.get(name[1:], Reference(value.resource, "Ref")))
        if "${" not in name:
            return Reference(value.resource, name)
        pieces: list[Any] = list(_NAMED.split(name))
        for index in range(1, len(pieces), 2):
            part = pieces[index]
            if part.startswith("AWS::"):
                pieces[index] = Parameter(part)
            elif part.startswith("."):
                pieces[index] = self.value(instance.values.get(part[1:], Unknown(f"{part[1:]} is not given")))
            else:
                pieces[index] = Reference(value.resource, part)
        return concat(pieces)


def _copy(value: Map | Seq) -> Map | Seq:
    """A copy of a container; what is encoded stays so."""
    if isinstance(value, Map):
        made = (EncodedMap if isinstance(value, Encoded) else Map)(value.home, value)
        made.spans = dict(value.spans)
        return made
    copied = (EncodedSeq if isinstance(value, Encoded) else Seq)(value.home, value)
    copied.spans = list(value.spans)
    return copied
