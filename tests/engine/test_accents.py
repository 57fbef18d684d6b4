"""Stressed words move a rendered presenter's head, brows and chest."""

from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest

from avatars.engine import Bundle, Performer
from avatars.engine.accents import Accents, accents
from avatars.engine.clock import SAMPLE_RATE
from avatars.engine.colour import planes
from avatars.engine.errors import BundleError
from avatars.engine.renderer import Base

from . import drawn

NOD = np.array([1, 0, 0], np.float32)
DOWN = 4.0  # pixels of a full nod


def voice(seconds: float, stressed: tuple[float, float] | None = None, peak: float = 0.6) -> np.ndarray:
    """(n,) float32: a steady tone, louder between two times."""
    t = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    loud = np.full(len(t), 0.1)
    if stressed:
        loud[(t >= stressed[0]) & (t < stressed[1])] = peak
    return (loud * np.sin(2 * np.pi * 140 * t)).astype(np.float32)


def fields(size: int = 16) -> np.ndarray:
    """A nod moves the whole picture down, a brow and a breath move nothing."""
    out = np.zeros((3, size, size, 2), np.float32)
    out[0, ..., 1] = DOWN
    return out


def ramp(size: int = 64) -> Base:
    """Brightness, alpha and the mouth's coordinates all tell the row they came from."""
    rows = np.tile(np.arange(size, dtype=np.uint8)[:, None] * 3, (1, size))
    image = np.concatenate([rows, np.full((size // 2, size), 128, np.uint8)])
    y, x = np.mgrid[4:64:8, 4:64:8].astype(np.float32) - 0.5
    return Base(image, np.stack([x, y], -1), None, alpha=rows.copy())


def test_a_stressed_word_nods_and_a_steady_voice_does_not() -> None:
    steady, stressed = accents(voice(2)), accents(voice(2, (0.9, 1.2)))
    assert steady[:, :2].max() < 0.05
    assert 20 <= stressed[:, 0].argmax() <= 32
    assert stressed[:, 0].max() > 0.3
    assert (accents(np.zeros(SAMPLE_RATE, np.float32)) == 0).all()
    assert accents(np.zeros(0, np.float32)).shape == (0, 3)


def test_a_strong_stress_lifts_the_brows_and_a_weak_one_does_not() -> None:
    strong, weak = accents(voice(2, (0.9, 1.2))), accents(voice(2, (0.9, 1.2), peak=0.15))
    assert strong[:, 1].max() > 0.5
    assert not strong[:18, 1].any() and not strong[36:, 1].any()
    assert weak[:, 0].max() > 0.1
    assert weak[:, 1].max() == 0


def test_only_a_long_sentence_takes_a_breath() -> None:
    assert accents(voice(1))[:, 2].max() == 0
    breath = accents(voice(4))[:, 2]
    assert breath[0] == 1
    assert (np.diff(breath) < 0).all()


def test_picture_alpha_and_mouth_move_as_one() -> None:
    base, one = ramp(), Accents(fields(), (0, 0, 64, 64), (64, 64))
    for _ in range(60):
        one.step(NOD)
    out = one.applied(base)
    inner = np.s_[12:52, 12:52]
    light, before = planes(out.image)[0].astype(int), planes(np.asarray(base.image))[0].astype(int)
    assert np.abs(light - (before - 3 * DOWN))[inner].max() <= 1
    assert out.alpha is not None
    assert base.alpha is not None
    assert np.abs(out.alpha.astype(int) - (base.alpha.astype(int) - 3 * DOWN))[inner].max() <= 1
    assert np.allclose(out.warp, base.warp - [0, DOWN], atol=0.01)
    assert (planes(np.asarray(base.image))[0] == before).all()


def test_it_eases_in_and_out() -> None:
    base, one = ramp(), Accents(fields(), (0, 0, 64, 64), (64, 64))
    assert one.applied(base) is base
    shown = []
    for asked in [NOD] * 4 + [None] * 20:
        one.step(asked)
        shown.append(float((base.warp - one.applied(base).warp)[0, 0, 1]))
    assert np.abs(np.diff(shown, prepend=0)).max() < 0.5 * DOWN
    assert max(shown) > 0.7 * DOWN
    assert one.applied(base) is base


@pytest.fixture
def nodding(tmp_path: Path) -> Bundle:
    return Bundle.load(drawn.draw_bundle(tmp_path / "drawn", accents=fields()), tmp_path / "cache")


def test_the_performer_nods_with_the_voice_and_comes_to_rest(nodding: Bundle) -> None:
    still, performer = (Performer(bundle, seed=1) for bundle in (calm(nodding), nodding))
    for one in (still, performer):
        one.say("s", voice(2, (0.9, 1.2)), [], last=True)
    moved = [
        np.abs(performer.next_slice().image.astype(int) - still.next_slice().image).mean() for _ in range(100)]
    assert np.argmax(moved) in range(20, 36)
    assert max(moved) > 1
    assert max(moved[80:]) == 0


def test_one_word_after_a_long_silence_moves_it_and_lets_it_rest(nodding: Bundle) -> None:
    word = np.concatenate([np.zeros(10 * SAMPLE_RATE, np.float32), voice(0.4)])
    still, performer = (Performer(bundle, seed=1) for bundle in (calm(nodding), nodding))
    for one in (still, performer):
        one.say("s", word, [], last=True)
    moved = [int(np.ptp(performer.next_slice().image.astype(int) - still.next_slice().image)) for _ in range(300)]
    assert max(moved[250:260]) > 0
    assert max(moved[290:]) == 0


def test_a_broken_sound_asks_for_nothing_endless() -> None:
    sound = voice(2)
    sound[::100] = np.inf
    assert np.isfinite(accents(sound)).all()


def test_nobody_asks_for_what_a_presenter_can_not_do(nodding: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Mock(wraps=accents)
    monkeypatch.setattr("avatars.engine.performer.accents", asked)
    Performer(calm(nodding)).say("s", voice(1), [], last=True)
    assert asked.call_count == 0
    Performer(nodding).say("s", voice(1), [], last=True)
    assert asked.call_count == 1


def calm(bundle: Bundle) -> Bundle:
    """The same without accents."""
    return Bundle(**{**vars(bundle), "accents": None})


def test_half_the_size_moves_half_the_pixels(tmp_path: Path) -> None:
    path = drawn.draw_bundle(tmp_path / "drawn", accents=fields())
    half = Bundle.load(path, tmp_path / "cache", drawn.SIZE // 2)
    assert half.accents is not None
    assert np.allclose(half.accents, fields() / 2)


def test_fields_of_the_wrong_form_are_refused(tmp_path: Path) -> None:
    path = drawn.draw_bundle(tmp_path / "drawn", accents=np.zeros((2, 8, 8, 2)))
    with pytest.raises(BundleError, match="accents must be fields for nod, brow, breath"):
        Bundle.load(path, tmp_path / "cache")
