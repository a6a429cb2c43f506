"""Whom a request counts for, where limits are counted by address."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from flask import request

# Bits of an IPv6 address that name a line; whoever has one has all addresses below it.
_LINE = 64


def who_asks() -> str:
    """Name the address that a request comes from, as limits count it."""
    return counted_as(request.remote_addr or "")


@lru_cache(4096)
def counted_as(address: str) -> str:
    """Name an address as limits count it: of IPv6 the line, since each has as many as it likes."""
    bare = address.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:  # some proxies name the port, which differs each time
        bare = bare.partition(":")[0]
    try:
        read = ip_address(bare.partition("%")[0])
    except ValueError:
        return bare
    if isinstance(read, IPv6Address):
        if read.ipv4_mapped is None:
            return str(ip_network((read, _LINE), strict=False))
        read = read.ipv4_mapped
    return str(read)
