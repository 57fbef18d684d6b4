"""Where Stripe sends its events."""

import json
from typing import Any

import stripe
import structlog
from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from avatarsite.errors import ProviderError, UserError
from avatarsite.messages import sentence
from billing import stripe_events, stripe_gateway

log = structlog.get_logger(__name__)


def refusal(message_id: str, status: int) -> JsonResponse:
    """An answer that Stripe's dashboard shows."""
    return JsonResponse({"error": sentence(UserError(message_id))}, status=status)


def event_of(request: HttpRequest) -> dict[str, Any]:
    """The event, once its signature is verified. SignatureVerificationError; ValueError when it is no event."""
    stripe.Webhook.construct_event(
        request.body, request.headers.get("Stripe-Signature"), settings.STRIPE_WEBHOOK_SECRET
    )
    event: dict[str, Any] = json.loads(request.body)
    try:
        named = {event["id"], event["type"], event["data"]["object"].get("id", "")}
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError from error
    if not all(isinstance(name, str) for name in named) or not isinstance(event.get("created"), int):
        raise ValueError
    return event


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> JsonResponse:
    """200 done (also: done before, not about us); 400 forged, tampered, stale or no event; 422 does not fit our
    plans; 503 ask again (also: staff forgot the secret). Without a key there is nothing here.
    """
    if not stripe_gateway.is_set_up():
        raise Http404
    if not settings.STRIPE_WEBHOOK_SECRET:  # anybody can sign with nothing
        log.error("stripe_webhook_secret_missing")
        return refusal("billing.no_webhook_secret", 503)
    try:
        event = event_of(request)
    except stripe.SignatureVerificationError:
        log.warning("stripe_signature_refused")
        return refusal("billing.bad_signature", 400)
    except (ValueError, AttributeError, TypeError):
        return refusal("billing.bad_event", 400)
    try:
        return JsonResponse({"status": stripe_events.handle(event).status})
    except UserError as error:
        return JsonResponse({"error": sentence(error)}, status=422)
    except ProviderError as error:
        log.warning("stripe_failed", category=error.category, detail=error.detail)
        return refusal("billing.stripe_silent", 503)
