"""A bundle that is not right is refused with its reason."""

import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import BinaryIO

import numpy as np
import pytest
from av.error import FFmpegError

from avatars.engine import VISEMES, Bundle, BundleError, lip_gap, loops

from .drawn import BOX, LENGTHS, SHAPES, SIZE, f32


def edit_json(name: str, change: Callable[[dict], object]) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        data = json.loads((folder / name).read_text())
        change(data)
        (folder / name).write_text(json.dumps(data))

    return edit


def edit_npz(name: str, change: Callable[[dict], object]) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        data = dict(np.load(folder / name))
        change(data)
        np.savez(folder / name, **data)

    return edit


def copies(cache: Path) -> list[Path]:
    """What was decoded; the locks beside it are empty."""
    return [path for path in cache.iterdir() if not path.name.endswith("lock")]


def write(name: str, content: bytes) -> Callable[[Path], None]:
    def replace(folder: Path) -> None:
        (folder / name).write_bytes(content)

    return replace


def remove(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def test_what_was_written_is_read(bundle: Bundle) -> None:
    assert bundle.size == (SIZE, SIZE) and bundle.box == BOX
    assert {name: len(loop) for name, loop in bundle.loops.items()} == {
        name: LENGTHS[name] for name in ("idle", "listen", "speak")
    }
    assert bundle.mouth.unit_names == tuple(SHAPES) and set(bundle.visemes) == set(VISEMES)
    assert all(loop.gain is None for loop in bundle.loops.values())
    assert lip_gap(bundle, f32([[0, 0], [1, 0]])).tolist() == [0, 18]


BROKEN: dict[str, tuple[Callable[[Path], None], str]] = {
    "no manifest": (remove("manifest.json"), "manifest.json is missing"),
    "manifest is no JSON": (write("manifest.json", b"{"), "manifest.json can not be read"),
    "manifest is a list": (write("manifest.json", b"[]"), "one JSON object"),
    "manifest is not text": (write("manifest.json", b"\xff\xfe\x00"), "manifest.json can not be read"),
    "no name": (edit_json("manifest.json", lambda d: d.pop("name")), "lacks name"),
    "format of the future": (edit_json("manifest.json", lambda d: d.update(format=9)), "format 9"),
    "code out of the cache": (edit_json("manifest.json", lambda d: d.update(code="../x")), "code must be"),
    "endless loop": (edit_json("manifest.json", lambda d: d["loops"]["idle"].update(frames=10**9)), "from 2 to"),
    "other rate": (edit_json("manifest.json", lambda d: d.update(fps=30)), "fps must be 25"),
    "odd size": (edit_json("manifest.json", lambda d: d.update(size=[127, 128])), "size must be"),
    "huge size": (edit_json("manifest.json", lambda d: d.update(size=[100000, 128])), "size must be"),
    "size is words": (edit_json("manifest.json", lambda d: d.update(size="big")), "size must be"),
    "no listen loop": (edit_json("manifest.json", lambda d: d["loops"].pop("listen")), "loops.listen"),
    "loops is a list": (edit_json("manifest.json", lambda d: d.update(loops=[])), "loops.idle"),
    "loop out of the folder": (
        edit_json("manifest.json", lambda d: d["loops"]["idle"].update(file="../idle.mp4")), "loops.idle",
    ),
    "absolute units": (edit_json("manifest.json", lambda d: d.update(mouth={"units": "/etc/passwd"})), "mouth must"),
    "frames are words": (
        edit_json("manifest.json", lambda d: d["loops"]["idle"].update(frames="many")), "loops.idle.frames",
    ),
    "other size than the loops": (edit_json("manifest.json", lambda d: d.update(size=[256, 256])), "not the manifest"),
    "more frames than there are": (
        edit_json("manifest.json", lambda d: d["loops"]["idle"].update(frames=51)), "idle",
    ),
    "no loop file": (remove("speak.mp4"), "speak.mp4 is missing"),
    "loop is no video": (write("listen.mp4", b"not a film"), "listen.mp4 can not be decoded"),
    "no frames.npz": (remove("frames.npz"), "frames.npz is missing"),
    "frames.npz is no archive": (write("frames.npz", b"PK"), "frames.npz can not be read"),
    "no warp": (edit_npz("frames.npz", lambda d: d.pop("warp_idle")), "lacks warp_idle"),
    "short pose": (edit_npz("frames.npz", lambda d: d.update(pose_idle=d["pose_idle"][:9])), "pose_idle has 9"),
    "warp of words": (
        edit_npz("frames.npz", lambda d: d.update(warp_idle=d["warp_idle"].astype("U8"))), "warp_idle",
    ),
    "odd box": (edit_npz("frames.npz", lambda d: d.update(box=np.array([1, 2, 31, 40]))), "even"),
    "box outside": (edit_npz("frames.npz", lambda d: d.update(box=np.array([0, 0, 200, 40]))), "outside"),
    "box of three": (edit_npz("frames.npz", lambda d: d.update(box=np.array([0, 0, 40]))), "four even"),
    "no mouth": (remove("mouth.npz"), "mouth.npz is missing"),
    "points that are too few": (
        edit_npz("mouth.npz", lambda d: d.update(points_basis=d["points_basis"][:, :3])), "points_basis must be",
    ),
    "no such point": (edit_npz("mouth.npz", lambda d: d.update(inner_top=np.array([99]))), "inner_top"),
    "not a number": (edit_npz("mouth.npz", lambda d: d.update(shapes=d["shapes"] * np.nan)), "not finite"),
    "no units": (remove("mouth_units.webp"), "mouth_units.webp is missing"),
    "units are no picture": (write("mouth_units.webp", b"RIFF"), "not a sheet"),
    "no visemes": (remove("visemes.json"), "visemes.json is missing"),
    "a viseme less": (edit_json("visemes.json", lambda d: d.pop("TH")), "lacks TH"),
    "shape too short": (edit_json("visemes.json", lambda d: d["AA"].update(shape=[1])), "shape of AA"),
    "strength zero": (edit_json("visemes.json", lambda d: d["AA"].update(strength=0)), "above zero"),
    "viseme without times": (edit_json("visemes.json", lambda d: d["AA"].pop("attack_s")), "AA needs"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_bundle_is_refused_with_its_reason(drawn_path: Path, tmp_path: Path, case: str) -> None:
    folder = Path(shutil.copytree(drawn_path, tmp_path / "bundle"))
    damage, reason = BROKEN[case]
    damage(folder)
    with pytest.raises(BundleError, match=reason):
        Bundle.load(folder, tmp_path / "cache")


def test_a_file_is_no_bundle(drawn_path: Path, tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="not a folder"):
        Bundle.load(drawn_path / "manifest.json", tmp_path)


class Unreadable:
    """A frame that FFmpeg can't bring to another size."""

    width = height = SIZE

    def reformat(self, *size: object, **way: object) -> None:
        raise FFmpegError(1, "no memory")


def test_a_picture_that_can_not_be_resized_is_refused(
    drawn_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loops, "_frames", lambda file: [Unreadable()])
    with pytest.raises(BundleError, match=r"idle\.mp4 can not be decoded: .*no memory"):
        Bundle.load(drawn_path, tmp_path, 96)


def test_nothing_half_decoded_stays_in_the_cache(drawn_path: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(drawn_path, tmp_path / "bundle"))
    edit_json("manifest.json", lambda d: d["loops"]["idle"].update(frames=51))(folder)
    keys = [f"{key}_idle" for key in ("warp", "pose", "gain", "blink")]
    edit_npz("frames.npz", lambda d: d.update({k: np.concatenate([d[k], d[k][:1]]) for k in keys}))(folder)
    with pytest.raises(BundleError, match="does not hold the 51 frames"):
        Bundle.load(folder, tmp_path / "cache")
    assert copies(tmp_path / "cache") == []


def test_loops_are_decoded_once_and_shared(drawn_path: Path, tmp_path: Path) -> None:
    Bundle.load(drawn_path, tmp_path)
    first = {p.name: p.stat().st_mtime_ns for p in copies(tmp_path)}
    again = Bundle.load(drawn_path, tmp_path)
    assert {p.name: p.stat().st_mtime_ns for p in copies(tmp_path)} == first and len(first) == 3
    assert not again.loops["idle"].frames[0].flags.writeable


def test_a_cut_off_cache_file_is_made_again(drawn_path: Path, tmp_path: Path) -> None:
    whole = Bundle.load(drawn_path, tmp_path).loops["idle"].frames[3].tobytes()
    (file,) = tmp_path.glob("*-idle-*.i420")
    file.write_bytes(b"cut off")
    assert Bundle.load(drawn_path, tmp_path).loops["idle"].frames[3].tobytes() == whole


def test_a_new_version_of_a_loop_takes_the_place_of_the_old(drawn_path: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    old = Bundle.load(drawn_path, cache)
    folder = Path(shutil.copytree(drawn_path, tmp_path / "bundle"))
    (folder / "idle.mp4").write_bytes((folder / "idle.mp4").read_bytes() + b"\0" * 8)
    before = {p.name for p in copies(cache)}
    Bundle.load(folder, cache)
    after = {p.name for p in copies(cache)}
    assert len(after) == 3 and len(before & after) == 2
    assert old.loops["idle"].frames[0].any()  # still mapped


def test_two_sizes_on_one_cache_leave_each_other_alone(drawn_path: Path, tmp_path: Path) -> None:
    Bundle.load(drawn_path, tmp_path)
    whole = {path.name for path in copies(tmp_path)}
    Bundle.load(drawn_path, tmp_path, 96)
    both = {path.name for path in copies(tmp_path)}
    assert both > whole and len(both) == 6 and all("-96x96-" in name for name in both - whole)


@pytest.mark.parametrize("kind", ["i420", "covered"])
def test_an_older_copy_goes_whatever_its_kind(drawn_path: Path, tmp_path: Path, kind: str) -> None:
    digest = "0123456789abcdef0123"
    older = f"drawn-idle-96x96-{digest}.{kind}"
    others = {f"drawn-{name}-96x96-{digest}.{kind}" for name in ("idle2", "idle.alpha", "idle-idle")}
    for name in (older, *others):
        (tmp_path / name).touch()
    Bundle.load(drawn_path, tmp_path, 96)
    kept = {path.name for path in copies(tmp_path)}
    assert kept > others and older not in kept and len(kept) == 6


def test_of_two_that_start_at_once_one_decodes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cached = tmp_path / f"ana-idle-8x8-{20 * '0'}.i420"
    begun, looked = Event(), Event()
    state = loops._state

    def watched(file: Path) -> object:
        found = state(file)
        if begun.is_set():
            looked.set()
        return found

    def first(raw: BinaryIO) -> None:
        begun.set()
        assert looked.wait(10)
        raw.write(b"first")

    def later(raw: BinaryIO) -> None:
        raw.write(b"asked for again")

    monkeypatch.setattr(loops, "_state", watched)
    with ThreadPoolExecutor(1) as other:
        written = other.submit(loops.keep, cached, first)
        assert begun.wait(10)
        loops.keep(cached, later)  # decoded already, when its turn comes
        written.result(10)
    assert cached.read_bytes() == b"first"
    loops.keep(cached, later)
    assert cached.read_bytes() == b"asked for again"
