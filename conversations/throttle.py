"""How often guests may press Start chat: counted in the cache, for each session and for each address they come from."""

import hashlib
import ipaddress

from django.core.cache import cache

from avatarsite.errors import UserError

WINDOW_S = 600
A_GUEST = 12
AN_ADDRESS = 60  # a school or an office is one address to us


def count_start(address: str, guest_key: str) -> None:
    """One more; guest_key: "" for who is new. UserError("guest.too_often") when it is one too many."""
    if _counted(_network(address)) > AN_ADDRESS or (guest_key and _counted(guest_key) > A_GUEST):
        raise UserError("guest.too_often")


def _counted(who: str) -> int:
    """How many in this window, this one included. A window begins with its first."""
    key = f"guest-starts:{hashlib.sha256(who.encode()).hexdigest()}"
    cache.add(key, 0, WINDOW_S)
    try:
        return int(cache.incr(key))
    except ValueError:  # the window has ended between these two
        return 1


def _network(address: str) -> str:
    """Of IPv6 the network of 64 bits, of which each household has one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:  # none, behind a unix socket
        return address
    if isinstance(parsed, ipaddress.IPv4Address) or parsed.ipv4_mapped:
        return address
    return str(ipaddress.ip_network(f"{parsed}/64", strict=False))
