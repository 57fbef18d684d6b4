"""Of frames over grey, what the presenter covers is kept as it was decoded, and the rest is grey again when read."""

import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from avatars.engine import Bundle, BundleError
from avatars.engine.colour import planes
from avatars.engine.loops import Cache, open_loop

from .drawn import LENGTHS, SIZE, draw_bundle, draw_cut_out


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return draw_bundle(tmp_path_factory.mktemp("bundles") / "cut_out", draw_cut_out)


def decoded(folder: Path, name: str, size: int, cache: Path) -> np.ndarray:
    """All of the pictures, as they are in the file."""
    kept = Cache(cache, "whole", (SIZE, SIZE), (size, size))
    return open_loop(folder / f"{name}.mp4", LENGTHS[name], kept)


@pytest.mark.parametrize("size", [SIZE, 90])  # no whole number of bands
def test_the_presenter_is_as_decoded_in_every_frame(folder: Path, tmp_path: Path, size: int) -> None:
    for name, loop in Bundle.load(folder, tmp_path, size).loops.items():
        whole = decoded(folder, name, size, tmp_path)
        assert loop.alpha is not None and len(loop.frames) == len(whole)
        for index, image in enumerate(loop.frames):
            seen = (loop.alpha[index] > 0).astype(np.uint8)
            half = cv2.resize(seen * 255, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
            for plane, meant, shown in zip(
                planes(image), planes(whole[index]), (seen, half, half), strict=True
            ):
                assert np.array_equal(plane[shown > 0], meant[shown > 0])


def test_what_no_frame_covers_is_grey_and_takes_no_memory(folder: Path, tmp_path: Path) -> None:
    loop = Bundle.load(folder, tmp_path).loops["idle"]
    assert loop.alpha is not None
    ever = np.max([loop.alpha[i] for i in range(len(loop))], 0) > 0
    assert not ever[:8].any()
    light, u, v = planes(loop.frames[7])
    assert set(light[:4].ravel()) == {126} and set(u[:2].ravel()) == set(v[:2].ravel()) == {128}
    share = loop.frames.nbytes / decoded(folder, "idle", SIZE, tmp_path).nbytes
    assert ever.mean() < share < ever.mean() + 0.2


def test_a_frame_that_is_drawn_into_leaves_the_next_reading_alone(folder: Path, tmp_path: Path) -> None:
    frames = Bundle.load(folder, tmp_path).loops["idle"].frames
    before = frames[3].copy()
    frames[3][:] = 0
    assert np.array_equal(frames[3], before)


def test_it_is_kept_once_and_mended(folder: Path, tmp_path: Path) -> None:
    Bundle.load(folder, tmp_path)
    (file,) = tmp_path.glob("*-idle-*.covered")
    whole, made_at = file.read_bytes(), file.stat().st_mtime_ns
    Bundle.load(folder, tmp_path)
    assert file.stat().st_mtime_ns == made_at
    for cut_off in (whole[:-3], whole[:3], b""):
        file.write_bytes(cut_off)
        Bundle.load(folder, tmp_path)
        assert file.read_bytes() == whole


def test_another_alpha_is_another_copy(folder: Path, tmp_path: Path) -> None:
    bundle = Path(shutil.copytree(folder, tmp_path / "bundle"))
    before = Bundle.load(bundle, tmp_path / "cache").loops["speak"].frames
    alpha = bundle / "speak.alpha.mp4"
    alpha.write_bytes(alpha.read_bytes() + b"\0" * 8)
    (kept,) = (tmp_path / "cache").glob("*-speak-*.covered")
    after = Bundle.load(bundle, tmp_path / "cache").loops["speak"].frames
    assert not kept.exists() and len(list((tmp_path / "cache").glob("*-speak-*.covered"))) == 1
    assert np.array_equal(before[5], after[5])  # still mapped


def test_what_can_not_be_kept_whole_is_refused(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("avatars.engine.covered.keep", lambda cached, write: cached.write_bytes(b""))
    with pytest.raises(BundleError, match="could not be kept whole"):
        Bundle.load(folder, tmp_path)
