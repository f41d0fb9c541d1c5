"""`Fn::Cidr`."""

from __future__ import annotations

from ipaddress import ip_network
from itertools import islice


def subnets(block: object, count: object, bits: object = None) -> list[str] | None:
    """The first `count` blocks with `bits` host bits inside a block; `None` where that makes no sense.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-cidr.html
    """
    try:
        network = ip_network(str(block), strict=False)
        number = int(str(count))
        host_bits = int(str(bits)) if bits is not None else (8 if network.version == 4 else 64)
        prefix = network.max_prefixlen - host_bits
        if not 1 <= number <= 256 or prefix < network.prefixlen:
            return None
        return [str(subnet) for subnet in islice(network.subnets(new_prefix=prefix), number)]
    except ValueError:
        return None
