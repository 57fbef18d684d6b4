"""The session's id on every log line of a request: a digest, since the key itself would log somebody in."""

import hashlib
from typing import Any

from django.dispatch import receiver
from django.http import HttpRequest
from django_structlog.signals import bind_extra_request_metadata
from structlog.contextvars import bind_contextvars


def session_id(key: str) -> str:
    """Twelve characters that tell sessions apart and open none."""
    return hashlib.sha256(key.encode()).hexdigest()[:12]


@receiver(bind_extra_request_metadata)
def bind_session(request: HttpRequest, **_: Any) -> None:
    """For requests that have a session already."""
    key = request.session.session_key if hasattr(request, "session") else None
    if key:
        bind_contextvars(session_id=session_id(key))
