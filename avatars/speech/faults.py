"""A voice's or a service's failure in our words: whose fault, and can a retry help. `detail` holds no words said."""

from avatarsite.errors import Category, ProviderError

_RETRYABLE = frozenset(
    {Category.RATE_LIMIT, Category.TIMEOUT, Category.CONNECTION, Category.UNAVAILABLE, Category.CUT_OFF}
)


def fault(provider: str, category: Category, detail: str, *, retryable: bool | None = None) -> ProviderError:
    """A ProviderError; the category tells whether a retry can help, unless given."""
    helps = category in _RETRYABLE if retryable is None else retryable
    return ProviderError(provider, category, retryable=helps, detail=detail)
