"""The two kinds of failure: the user's (say what to do) and a provider's (can a retry help?). No Django here."""

from enum import StrEnum
from typing import Any


class UserError(Exception):
    """Something the user can mend. `message_id` names the sentence in the app's `messages.py`; `facts` fill it."""

    def __init__(self, message_id: str, **facts: Any) -> None:
        super().__init__(message_id)
        self.message_id = message_id
        self.facts = facts


class Category(StrEnum):
    """Why a provider failed, as far as the answer to "what now?" differs."""

    RATE_LIMIT = "rate_limit"
    AUTH = "auth"
    TIMEOUT = "timeout"
    CONNECTION = "connection"
    BAD_REQUEST = "bad_request"
    UNAVAILABLE = "unavailable"
    CUT_OFF = "cut_off"


class ProviderError(Exception):
    """A speech, chat or transcription service failed. `detail` is for the log and holds no words of a conversation."""

    def __init__(self, provider: str, category: Category, *, retryable: bool, detail: str = "") -> None:
        super().__init__(f"{provider}: {category}")
        self.provider = provider
        self.category = category
        self.retryable = retryable
        self.detail = detail
