"""What each refusal of the fake server should be called by who asked it."""

from avatarsite.errors import Category

REFUSED_AS = [
    ("wrong_key", Category.AUTH, False),
    ("rate_limit", Category.RATE_LIMIT, True),
    ("no_quota", Category.RATE_LIMIT, False),
    ("unknown_model", Category.BAD_REQUEST, False),
    ("bad_request", Category.BAD_REQUEST, False),
    ("server_error", Category.UNAVAILABLE, True),
    ("unavailable", Category.UNAVAILABLE, True),
]
