"""Functions for IP addresses.

https://developer.hashicorp.com/terraform/language/functions/cidrsubnet and those beside it
"""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from leastwise.model.value import Seq
from leastwise.read.terraform.language.function import Call, Function
from leastwise.read.terraform.language.values import Failed

Network = IPv4Network | IPv6Network


def _network(prefix: str) -> Network:
    if "/" not in prefix or not prefix.rpartition("/")[2].isdecimal():
        raise Failed("this is no address with the length of its prefix")
    try:
        return ip_network(prefix, strict=False)
    except ValueError as error:
        raise Failed("this is no address with the length of its prefix") from error


def _host(prefix: str, number: int) -> str:
    network = _network(prefix)
    size = network.num_addresses
    if not -size <= number < size:
        raise Failed(f"the network has no host {number}")
    return str(network.network_address + (number if number >= 0 else size + number))


def _netmask(prefix: str) -> str:
    network = _network(prefix)
    if network.version == 6:
        raise Failed("IPv6 has no masks")
    return str(network.netmask)


def _subnet(prefix: str, bits: int, number: int) -> str:
    network = _network(prefix)
    length = network.prefixlen + bits
    if not 0 <= bits <= network.max_prefixlen - network.prefixlen or not 0 <= number < 1 << bits:
        raise Failed(f"the network has no subnet {number} with {bits} more bits")
    return _written(network, int(network.network_address) + (number << (network.max_prefixlen - length)), length)


def _subnets(call: Call, prefix: str, *more: int) -> Seq:
    network = _network(prefix)
    widest = network.max_prefixlen
    result = Seq(call.span)
    position = int(network.network_address)
    end = position + network.num_addresses
    for bits in more:
        length = network.prefixlen + bits
        if bits < 1 or length > widest:
            raise Failed(f"the network has no subnet with {bits} more bits")
        size = 1 << (widest - length)
        position = -(-position // size) * size
        if position + size > end:
            raise Failed("the network is too small for these subnets")
        result.append(_written(network, position, length))
        position += size
    return result


def _written(network: Network, address: int, length: int) -> str:
    kind = IPv4Network if network.version == 4 else IPv6Network
    return str(kind((address, length)))


def _contains(prefix: str, other: str) -> bool:
    network = _network(prefix)
    try:
        inner = _network(other) if "/" in other else ip_network(ip_address(other))
    except ValueError as error:
        raise Failed("this is no address") from error
    if network.version != inner.version:
        raise Failed("the addresses are of different kinds")
    return network.network_address <= inner.network_address and inner.broadcast_address <= network.broadcast_address  # type: ignore[operator]


FUNCTIONS = {
    "cidrcontains": Function(_contains, "text text"),
    "cidrhost": Function(_host, "text whole"),
    "cidrnetmask": Function(_netmask, "text"),
    "cidrsubnet": Function(_subnet, "text whole whole"),
    "cidrsubnets": Function(_subnets, "text whole*", place=True),
}
