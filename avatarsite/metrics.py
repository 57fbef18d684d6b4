"""Prometheus metrics, for staff, for this machine, or for who has METRICS_TOKEN."""

import secrets

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

LOCAL = ("127.0.0.1", "::1", "")  # "" is a unix socket


def may_read(request: HttpRequest) -> bool:
    """Staff, the token's holder, or a direct local caller (a proxy on this machine adds X-Forwarded-For)."""
    if getattr(request.user, "is_staff", False):
        return True
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and secrets.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        return True
    return request.META.get("REMOTE_ADDR", "") in LOCAL and "X-Forwarded-For" not in request.headers


def metrics(request: HttpRequest) -> HttpResponse:
    """The metrics in Prometheus's text form; to others the page does not exist."""
    if not may_read(request):
        raise Http404
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)
