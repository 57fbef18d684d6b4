"""The coach's findings as the rows of a list that a person can tick off, each with what to do."""

from typing import Any

from django.utils.translation import gettext_lazy as _

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
    "coach.blurred": "sharpness",
    "coach.bad_picture": "sharpness",
    "coach.background_moves": "background",
}


def told(seen: dict[str, Any]) -> dict[str, Any]:
    """What the page gets: {"ok", "box", "rows": {row: sentence of what is wrong}, "ids"}; the first wrong of a row."""
    rows: dict[str, str] = {}
    for finding in seen["findings"]:
        words = sentence(UserError(finding["id"], **finding["facts"]))
        rows.setdefault(_ROW_OF.get(finding["id"], "face"), words)
    ids = [finding["id"] for finding in seen["findings"]]
    return {"type": "seen", "ok": seen["ok"], "box": seen["box"], "rows": rows, "ids": ids}
