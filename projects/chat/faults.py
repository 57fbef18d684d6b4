"""A chat server's failures in our words: whose fault, and can a retry help. `detail` holds no words of it."""

import httpx2
import openai

from avatarsite.errors import Category, ProviderError

PROVIDER = "chat"
RETRYABLE = {
    Category.RATE_LIMIT,
    Category.TIMEOUT,
    Category.CONNECTION,
    Category.UNAVAILABLE,
    Category.CUT_OFF,
}
BY_STATUS = {
    401: Category.AUTH,
    403: Category.AUTH,
    408: Category.TIMEOUT,
    429: Category.RATE_LIMIT,
    504: Category.TIMEOUT,
}
# Answered with 429 by OpenAI, but waiting does not fill an account.
SPENT = {"insufficient_quota", "billing_hard_limit_reached"}


def fault(category: Category, detail: str, *, retryable: bool | None = None) -> ProviderError:
    """A `ProviderError` of the chat server; the category tells whether a retry can help, unless given."""
    helps = category in RETRYABLE if retryable is None else retryable
    return ProviderError(PROVIDER, category, retryable=helps, detail=detail)


def from_openai(error: Exception, *, began: bool) -> ProviderError:
    """`error`: what the `openai` package or its stream raised. `began`: some text had already come."""
    if isinstance(error, openai.APITimeoutError):
        return fault(Category.TIMEOUT, "connect or read time-out")
    if isinstance(error, openai.APIStatusError):
        return from_status(error)
    if began:
        return fault(Category.CUT_OFF, type(error).__name__)
    if isinstance(error, openai.APIConnectionError | httpx2.HTTPError):
        return fault(Category.CONNECTION, type(error.__cause__ or error).__name__)
    return fault(Category.UNAVAILABLE, f"malformed stream: {type(error).__name__}")


def from_status(error: openai.APIStatusError) -> ProviderError:
    """By HTTP status; an unknown model (404) is the project's setting, so a retry can't help."""
    status, code = error.status_code, str(error.code or "")
    detail = " ".join(filter(None, [f"status {status}", code]))
    if code in SPENT:
        return fault(Category.RATE_LIMIT, detail, retryable=False)
    usual = Category.UNAVAILABLE if status >= 500 else Category.BAD_REQUEST
    return fault(BY_STATUS.get(status, usual), detail)
