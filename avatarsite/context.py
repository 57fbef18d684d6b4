"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """site_name, demo (is the demo login offered?), demo_email, social (names of the providers that are set up)."""
    return {
        "site_name": settings.SITE_NAME,
        "demo": settings.DEMO,
        "demo_email": settings.DEMO_EMAIL,
        "social": list(settings.SOCIAL),
    }
