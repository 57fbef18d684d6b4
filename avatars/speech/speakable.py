"""What is written but not said: emoji, markdown, addresses, code. The caption keeps the original."""

import re

from avatars.speech.mapped import Mapped

_EMOJI = (
    "[\U0001f000-\U0001faff\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff"
    "\ufe0e\ufe0f\u200d\u20e3\U000e0020-\U000e007f]+"
)
_RULES = [
    (r"```.*?(```|$)", " … "),
    (r"!?\[([^\]]*)\]\([^)]*\)", lambda m: m.group(1)),
    (r"https?://(?:www\.)?([^\s/?#)\]>]+)[^\s)\]>]*", lambda m: m.group(1)),
    (r"<[^<>\s][^<>]*>", " "),
    (r"^\s*(?:[#>]+|[-*+•](?=\s)|\d+[.)](?=\s))\s*", ""),
    (r"^[\s|:-]*-{3,}[\s|:-]*$", ""),
    (r"[*_~`]{1,3}(?=\S)|(?<=\S)[*_~`]{1,3}", ""),
    (r"\|", ", "),
    (_EMOJI, " "),
    (r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]", " "),
    (r"\s+", " "),
]
_COMPILED = [(re.compile(pattern, re.S if "```" in pattern else re.M), put) for pattern, put in _RULES]


def speakable(text: str) -> Mapped:
    """What a voice should say of `text`; "" where there is no letter or digit in it."""
    said = Mapped.of(text)
    for pattern, put in _COMPILED:
        said = said.sub(pattern, put)  # type: ignore[arg-type]
    return said if any(sign.isalnum() for sign in said.text) else Mapped("", ())
