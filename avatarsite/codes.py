"""Short public ids."""

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that reads like something else
LENGTH = 10
LINK_LENGTH = 16


def new_code() -> str:
    """Ten characters that are safe in an address and easy to read aloud (31^10, about 49 bits)."""
    return _drawn(LENGTH)


def new_link() -> str:
    """Sixteen of them, where knowing the address is all that it takes to come in (31^16, about 79 bits)."""
    return _drawn(LINK_LENGTH)


def _drawn(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
