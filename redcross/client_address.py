"""From which address a request comes: what a proxy of ours says, and nobody else.

Anybody may write `X-Forwarded-For`. Read is what proxies of TRUSTED_PROXIES appended, from the
right; what stands left of that is the client's own invention.
"""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

Networks = Sequence[IPv4Network | IPv6Network]


def trusted_networks(names: Sequence[str]) -> Networks:
    """Return the networks. Raises ValueError for what is none."""
    return [ip_network(name.strip()) for name in names]


def address_of(request: HttpRequest) -> str | None:
    """Return the address of the client; None where a proxy stands between that is not trusted.

    A server that listens on a socket sees no address: its proxy is one that is trusted.
    """
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    near = request.META.get("REMOTE_ADDR", "")
    trusted: Networks = settings.TRUSTED_PROXIES
    if not trusted and forwarded and (not near or ip_address(near).is_loopback):
        # All of an office would have the address of the server, and one of them could lock all out.
        return None
    hops = [hop.strip() for hop in forwarded.split(",")] if forwarded else []
    if near:
        hops.append(near)
    while hops:
        try:
            address = ip_address(hops[-1])
        except ValueError:
            return None
        if not any(address in network for network in trusted):
            return str(address)
        hops.pop()
    return near or None
