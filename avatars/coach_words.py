"""The coach's findings as the rows of a list that a person can tick off, each with what to do."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from avatars.footage.rate import FEWEST
from avatarsite.errors import UserError
from avatarsite.messages import sentence

ROWS = (
    ("face", _("One face, in the middle")),
    ("view", _("Eyes into the camera")),
    ("light", _("Light")),
    ("sharpness", _("Sharpness")),
    ("background", _("Background")),
)
_ROW_OF = {
    "coach.turned_away": "view",
    "coach.tilted": "view",
    "coach.eyes_closed": "view",
    "coach.too_dark": "light",
    "coach.too_bright": "light",
    "coach.uneven_light": "light",
    "coach.few_pictures": "light",
    "coach.blurred": "sharpness",
    "coach.bad_picture": "sharpness",
    "coach.background_moves": "background",
}


def with_rate(seen: dict[str, Any], rate: float) -> dict[str, Any]:
    """What the coach has seen, and that the camera is too slow; rate: its pictures a second, 0 where nobody counts."""
    if not 0 < rate < FEWEST:
        return seen
    slow = {"id": "coach.few_pictures", "facts": {"rate": round(rate)}}
    return {**seen, "ok": False, "findings": [*seen["findings"], slow]}


def told(seen: dict[str, Any]) -> dict[str, Any]:
    """What the page gets: {"ok", "box", "rows": {row: sentence of what is wrong}, "ids"}; the first wrong of a row."""
    rows: dict[str, str] = {}
    for finding in seen["findings"]:
        words = sentence(UserError(finding["id"], **finding["facts"]))
        rows.setdefault(_ROW_OF.get(finding["id"], "face"), words)
    ids = [finding["id"] for finding in seen["findings"]]
    return {"type": "seen", "ok": seen["ok"], "box": seen["box"], "rows": rows, "ids": ids}
