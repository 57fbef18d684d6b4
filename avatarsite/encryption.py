"""Encryption at rest for the few secrets that users give us (their provider keys)."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from avatarsite.errors import UserError


def _fernet(secret: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"interactive-avatar stored keys").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def _box() -> MultiFernet:
    return MultiFernet([_fernet(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def encrypt(text: str) -> str:
    """Text as a Fernet token; an empty text stays empty."""
    return _box().encrypt(text.encode()).decode() if text else ""


def decrypt(token: str) -> str:
    """The text of a token; UserError("key.unreadable") when it was made with a SECRET_KEY that we no longer have."""
    if not token:
        return ""
    try:
        return _box().decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise UserError("key.unreadable") from error
