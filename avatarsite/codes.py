"""Short public ids."""

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that reads like something else
LENGTH = 10


def new_code() -> str:
    """Ten characters that are safe in an address and easy to read aloud (31^10, about 49 bits)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
