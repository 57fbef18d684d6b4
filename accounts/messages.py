"""What a person reads: message id -> sentence."""

MESSAGES: dict[str, str] = {}
