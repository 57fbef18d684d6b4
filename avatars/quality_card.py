"""The quality card: what an activation measured of its own avatar, in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from avatars.footage.rate import COMFORTABLE

GOOD, FAIR, POOR = "good", "warn", "error"
WORDS: dict[str, Promise] = {
    GOOD: gettext_lazy("Good"), FAIR: gettext_lazy("Fair"), POOR: gettext_lazy("Weak"),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One figure. verdict: good, warn, error or an empty text; hint: what would make it better."""

    label: str
    value: str
    verdict: str = ""
    hint: str = ""

    @property
    def words(self) -> str:
        """The verdict in a word."""
        return str(WORDS[self.verdict]) if self.verdict else ""


def card(quality: dict[str, Any]) -> list[Line]:
    """Lines for the page, of Avatar.quality (see avatars.footage.quality.Quality); none where nothing was measured."""
    if not quality:
        return []
    picture = quality.get("picture") or {}
    lines = [_score(quality["score"])] if picture else []
    if picture:
        lines.append(_sharpness(picture["sharpness"]))
    if quality.get("eyes_px"):
        lines.append(_nearness(quality["eyes_px"]))
    if quality.get("rate"):
        lines.append(_rate(quality["rate"]))
    if quality.get("footage_s"):
        lines.append(_footage(quality["footage_s"]))
    return lines


def _score(score: float) -> Line:
    hint = _("Even light, a sharp camera and a closer face make the mouth look more real.")
    return Line(_("Likeness of the mouth"), f"{score:.0f} / 100", *_judged(score, 70, 50, hint))


def _sharpness(share: float) -> Line:
    hint = _("The drawn mouth is softer than the filmed one: film with more light.")
    return Line(_("Sharpness"), f"{100 * share:.0f} %", *_judged(share, 0.85, 0.6, hint))


def _nearness(eyes_px: float) -> Line:
    hint = _("Sit closer, or film in a higher resolution: 110 pixels and more show every tooth.")
    return Line(_("Between the eyes"), _("%(n)d pixels") % {"n": eyes_px}, *_judged(eyes_px, 110, 60, hint))


def _rate(rate: float) -> Line:
    hint = _("Movements are smooth from 24 on: film with more light, and with other programs closed.")
    return Line(_("New pictures a second"), f"{rate:.0f}", *_judged(rate, COMFORTABLE, 13, hint))


def _footage(footage_s: float) -> Line:
    hint = _("A minute and more knows more shapes of the mouth.")
    return Line(_("Footage used"), f"{footage_s:.0f} s", *_judged(footage_s, 45, 15, hint))


def _judged(value: float, good: float, fair: float, hint: str) -> tuple[str, str]:
    verdict = GOOD if value >= good else FAIR if value >= fair else POOR
    return verdict, "" if verdict == GOOD else hint
