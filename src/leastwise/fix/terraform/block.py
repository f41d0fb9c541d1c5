"""The block that a resource is written in, and those that say more of the same resource."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from leastwise.fix.terraform.module import Module
from leastwise.fix.written import Spot
from leastwise.model.errors import PatchError
from leastwise.model.record import record
from leastwise.model.resource import Resource
from leastwise.patch.change import same
from leastwise.read.hcl import Expression
from leastwise.read.terraform.tables import entry

_ALARM = "aws_cloudwatch_metric_alarm"
_TOPIC = re.compile(r"\baws_sns_topic\.([\w-]+)")
_REPEATS = ("count", "for_each", "provider")


@record(eq=False)
class Block:
    """The block that a resource is written in.

    Attributes:
        spot: where it stands.
        resource: what it is in the model.
        module: that it is in.
        addresses: key of a resource → what the module calls it.
    """

    spot: Spot
    resource: Resource
    module: Module
    addresses: Mapping[str, str]

    @property
    def type(self) -> str:
        """Terraform's."""
        return str(self.spot.path[1])

    @property
    def label(self) -> str:
        """The second one."""
        return str(self.spot.path[2])

    def repeated(self, content: dict[str, Any]) -> dict[str, Any]:
        """The content of a block beside this one that is there as often, each of them for one of these."""
        own = {name: self.spot.below(name).raw for name in _REPEATS if self.spot.below(name).present}
        index = "[count.index]" if "count" in own else "[each.key]" if "for_each" in own else ""
        address = re.compile(rf"(?<![\w.-]){re.escape(f'{self.type}.{self.label}')}(?![\w\[-])")
        if "for_each" in own and isinstance(own["for_each"], (dict, Expression)) and self.spot.file.is_hcl:
            own["for_each"] = Expression(f"{self.type}.{self.label}")  # as long as there is one, there is the other
        return {**own, **(_indexed(content, address, index) if index else content)}

    def refuse_other_region(self, type_: str, content: dict[str, Any]) -> None:
        """Refuse an alarm beside this block that would notify a topic of another region.

        https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html

        Raises:
            PatchError: the topic has another provider than the block.
        """
        for label in _TOPIC.findall(str(content)) if type_ == _ALARM else ():
            topic = self.module.content("aws_sns_topic", label)
            if isinstance(topic, dict) and topic.get("provider") != content.get("provider"):
                other = f"aws_sns_topic.{label}"
                raise PatchError(f"{self.type}.{self.label} has another provider than {other}: alarm it by hand")


def parts(block: Block, type_: str) -> Iterator[Spot]:
    """The blocks of a type that go into the resource of a block."""
    known = entry(type_)
    owner = known.into.owner if known is not None and known.into is not None else ()
    for spot in block.module.blocks("resource", type_):
        if all(_names(block, spot, argument, owner) for argument in owner):
            yield spot


def _names(block: Block, spot: Spot, argument: str, owner: Sequence[str] | Mapping[str, str]) -> bool:
    """Whether an argument says that a block goes into the resource: it refers to it, or says what it says itself."""
    if block.module.named(spot, argument, f"{block.type}.{block.label}"):
        return True
    known = entry(block.type)
    if not isinstance(owner, Mapping) or known is None:
        return False
    own = next((name for name, row in known.rows.of.items() if row.to == (owner[argument],)), argument)
    raw = spot.below(argument).raw
    return raw is not None and same(raw, block.spot.below(own).raw)


def _indexed(value: Any, address: re.Pattern[str], index: str) -> Any:
    """A value in which each address has an index."""
    if isinstance(value, Expression):
        return Expression(address.sub(lambda match: match[0] + index, value.text))
    if isinstance(value, dict):
        return {key: _indexed(item, address, index) for key, item in value.items()}
    return [_indexed(item, address, index) for item in value] if isinstance(value, list) else value
