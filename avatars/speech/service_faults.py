"""What the openai package raises, as our failures."""

import asyncio

import httpx2
import openai

from avatars.speech.faults import fault
from avatarsite.errors import Category, ProviderError

_BY_STATUS = {
    401: Category.AUTH,
    403: Category.AUTH,
    408: Category.TIMEOUT,
    429: Category.RATE_LIMIT,
    504: Category.TIMEOUT,
}
_SPENT = frozenset({"insufficient_quota", "billing_hard_limit_reached"})  # 429, but waiting fills no account
FAILURES = (openai.OpenAIError, httpx2.HTTPError, TimeoutError, asyncio.IncompleteReadError, ValueError)


def fault_of(provider: str, error: Exception, *, began: bool = False) -> ProviderError:
    """`error`: one of FAILURES. `began`: some of the answer had already come."""
    name = type(error.__cause__ or error).__name__
    if isinstance(error, openai.APITimeoutError | TimeoutError | httpx2.TimeoutException):
        return fault(provider, Category.TIMEOUT, name)
    if isinstance(error, openai.APIStatusError):
        return _status_fault(provider, error)
    if began:
        return fault(provider, Category.CUT_OFF, name)
    if isinstance(error, openai.APIConnectionError | httpx2.HTTPError):
        return fault(provider, Category.CONNECTION, name)
    return fault(provider, Category.UNAVAILABLE, f"malformed answer: {name}")


def _status_fault(provider: str, error: openai.APIStatusError) -> ProviderError:
    status, code = error.status_code, str(error.code or "")
    detail = f"status {status} {code}".strip()
    if code in _SPENT:
        return fault(provider, Category.RATE_LIMIT, detail, retryable=False)
    usual = Category.UNAVAILABLE if status >= 500 else Category.BAD_REQUEST
    return fault(provider, _BY_STATUS.get(status, usual), detail)
