"""Which values of a plan or state name another resource of it.

A plan has the expressions of the configuration, as far as saying what each refers to; a state has what each resource
depends on. What is known already, such as an ARN, is looked up among the attributes of all resources.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from leastwise.model.value import Map, Reference, Seq, concat
from leastwise.read.taken import get
from leastwise.read.terraform.plan.document import Document, Planned, bare, bare_tail
from leastwise.read.terraform.tables import entry

_UNIQUE = ("arn:", "https://")
"""What no two resources have in common: ARNs and the addresses of queues."""

MAX_STEPS = 200
"""Names that the expressions of one resource are followed through."""

MAX_ALL_STEPS = 100_000
"""The same of all resources together."""

MAX_ARN = 2_048
"""Characters of a text that may begin with a name.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""


class Links:
    """The resources of a document by what names them.

    Args:
        document: the plan or state.
        keys: address → key of the resource.
    """

    def __init__(self, document: Document, keys: dict[str, str]) -> None:
        self._document = document
        self._keys = keys
        self._by_block: dict[str, list[str]] = {}
        self.left = MAX_ALL_STEPS
        self._written: dict[str, dict[str, Map]] = {}
        self._by_value: dict[str, dict[str, Reference]] = {}
        for address, one in document.resources.items():
            self._by_block.setdefault(bare(address), []).append(address)
            known = entry(one.type) if one.mode == "managed" else None
            for attribute in ("arn", *known.attributes) if known is not None else ():
                value = one.values.get(attribute)
                if isinstance(value, str) and value:
                    self._by_value.setdefault(value, {}).setdefault(keys[address], Reference(keys[address], attribute))

    def named(self, text: str, one: Planned, near: set[str]) -> Any:
        """A text in which what names another resource is a reference to it.

        Args:
            text: as it is planned.
            one: the resource that it stands in.
            near: keys of what this one depends on: only among these a plain name is looked for.
        """
        if len(text) > MAX_ARN:
            return text
        own = self._keys[one.address]
        for length in _beginnings(text):
            found = [r for key, r in self._by_value.get(text[:length], {}).items() if key != own]
            unique = text.startswith(_UNIQUE)
            if not unique:
                found = [reference for reference in found if reference.resource in near]
            if len(found) == 1 or (found and unique):
                return concat([found[0], text[length:]])
        return text

    def depends(self, one: Planned) -> set[str]:
        """The keys of what a resource depends on."""
        found: set[str] = set()
        for name in one.depends:
            for address in (name, one.module + name):
                found.update(self._keys[each] for each in self._by_block.get(bare(address), ()))
        expressions = self.written(one)
        if expressions is not None:
            for reference in self.references(expressions, one):
                found.add(reference.resource)
        return found

    def written(self, one: Planned) -> Map | None:
        """The expressions of its block, in a plan; nothing where there are none."""
        module = bare(one.module)
        if module not in self._written:
            self._written[module] = dict(_blocks(self._module(one.module)))
        return self._written[module].get(bare(one.address.removeprefix(one.module)))

    def references(self, expressions: Any, one: Planned) -> list[Reference]:
        """Everything that expressions refer to, each once, in order."""
        found: dict[Reference, None] = {}
        steps = [MAX_STEPS]
        for name in _names(expressions):
            if steps[0] < 0 or self.left < 0:
                break
            for reference in self._followed(name, one.module, one.address, steps):
                found[reference] = None
        return list(found)

    def _followed(self, name: str, prefix: str, asking: str, steps: list[int]) -> Iterator[Reference]:
        """What a name stands for, seen from a module: through variables and outputs to resources."""
        steps[0] -= 1
        self.left -= 1
        head, _, rest = bare(name).partition(".")
        if steps[0] < 0 or not rest:
            return
        if head == "var":
            above, _, call = prefix[:-1].rpartition("module.")
            given = get(self._module(above), ("module_calls", bare(call), "expressions", rest.partition(".")[0]))
            for inner in _names(given):
                yield from self._followed(inner, above, asking, steps)
        elif head == "module":
            call, _, output = rest.partition(".")
            shown = get(self._module(prefix), ("module_calls", call, "module", "outputs", output.partition(".")[0]))
            wanted = name[: name.index(".", len("module."))] if "." in name[len("module.") :] else name
            for inner in _names(get(shown, ("expression",))):
                yield from self._followed(inner, f"{prefix}{wanted}.", asking, steps)
        else:
            yield from self._resource(name, prefix, asking)

    def _resource(self, name: str, prefix: str, asking: str) -> Iterator[Reference]:
        parts = bare(name).split(".")
        length = 3 if parts[0] == "data" else 2
        block = ".".join(parts[:length])
        addresses = self._by_block.get(bare(prefix) + block, [])
        exact = [a for a in addresses if a.startswith(prefix) and name.startswith(a.removeprefix(prefix))]
        same = [a for a in addresses if a.removeprefix(prefix + block) == asking[len(bare_tail(asking)) :]]
        for address in exact or same[:1] or addresses:
            attribute = parts[length] if len(parts) > length else "json" if parts[0] == "data" else "id"
            yield Reference(self._keys[address], attribute)

    def _module(self, prefix: str) -> Map | None:
        """The configuration of a module."""
        module: Any = self._document.configuration
        for name in bare(prefix).split(".")[1::2]:
            module = get(module, ("module_calls", name, "module"))
        return module if isinstance(module, Map) else None


def _blocks(module: Map | None) -> Iterator[tuple[str, Map]]:
    """The address in its module and the expressions of every block."""
    resources = module.get("resources") if module is not None else None
    for resource in resources if isinstance(resources, Seq) else ():
        address = resource.get("address") if isinstance(resource, Map) else None
        if isinstance(address, str):
            expressions = resource.get("expressions")
            yield address, expressions if isinstance(expressions, Map) else Map(resource.home)


def _beginnings(text: str) -> Iterator[int]:
    """The lengths at which a name may end in a text: all of it, and of an ARN each part."""
    yield len(text)
    if text.startswith("arn:"):
        end = len(text)
        while (end := max(text.rfind("/", 0, end), text.rfind(":", 0, end))) > len("arn:"):
            yield end


def _names(expressions: Any) -> Iterator[str]:
    """The longest names that expressions refer to: each is followed by its own beginnings."""
    ahead = [expressions]
    while ahead:
        item = ahead.pop()
        if isinstance(item, Seq):
            ahead += reversed(item)
        elif isinstance(item, Map):
            names = item.get("references")
            if isinstance(names, Seq) and all(isinstance(name, str) for name in names):
                yield from _longest(names)
            else:
                ahead += reversed([value for key, value in item.items() if key != "constant_value"])


def _longest(names: Sequence[str]) -> Iterator[str]:
    last = ""
    for name in names:
        if not (last.startswith(name) and last[len(name) : len(name) + 1] in (".", "[", "")):
            yield name
            last = name
