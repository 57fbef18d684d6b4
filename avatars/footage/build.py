"""From a work folder to a bundle: the picture side of activation."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from avatars.engine.bundle import Loop, Mouth
from avatars.engine.own import OwnMouth
from avatars.engine.own_writer import OwnLoopSource, write_own_bundle
from avatars.footage.errors import FootageError

from .bank import choose_units
from .detail import detail
from .face_space import eye_distance, without_gaps
from .framing import framing, small_pictures, video_size
from .inside import with_looks
from .look_fit import fit_appearance
from .loop_pictures import at_rest, loop_of
from .loop_plan import Plan, plan_loops, shortened
from .loops import FADE, Seen, seam_features
from .mapping import learn_speech
from .mask import mouth_mask
from .preview import PREVIEW, THUMBNAIL, write_preview
from .quality import NEIGHBOURS, Picture, Quality, measure_picture, score
from .rate import usual_rate
from .shapes import LipShapes, fitting_side, lip_shapes
from .shots import Shots, gather
from .tone import FINE, Light, coarse, steady, without_light
from .usable import Work
from .viseme_shapes import viseme_shapes

RESIDENT_BYTES = 235_000_000  # of loops and units
MOST_UNITS, FEWEST_UNITS = 1200, 200
TONE_FRAMES, MEASURED_FRAMES = 900, 60
Progress = Callable[[float], None]


def build_bundle(
    work: Path,
    out: Path,
    manifest: Mapping[str, Any],
    progress: Progress,
    *,
    train: np.ndarray | None = None,
    base: slice | None = None,
    seed: int = 0,
) -> Quality:
    """Write the bundle folder `out` from the work folder.

    manifest: code, name, kind, synthetic, licence and whatever else is known; train: (n,) bool, frames whose mouths may
    be used; base: the frames that become the speaking loop, just as they are (for measuring). Raises FootageError
    "footage.too_little_left" where nothing can be made of the footage.
    """
    return _Builder(Work.read(Path(work)), progress, train, base).build(Path(out), manifest)


def _unseen(count: int) -> np.ndarray:
    """For measuring, where no seam is looked at."""
    return np.zeros((count, 1, 1), np.uint8)


class _Builder:
    def __init__(self, work: Work, progress: Progress, train: np.ndarray | None, base: slice | None) -> None:
        self._work, self._progress, self._base = work, progress, base
        self._seconds: dict[str, float] = {}
        use = work.kept if train is None else work.kept & train
        if use.sum() < 100:
            raise FootageError("footage.too_little_left")
        self._use = use
        points = work.track.points
        self._cut = framing(points[work.kept], *video_size(work.video))
        filled = without_gaps(points.reshape(len(points), -1).astype(np.float64)).reshape(points.shape)
        self._points = self._cut.place(filled)
        side = fitting_side(points[work.kept], self._cut.scale)
        with self._timed("shapes"):
            known = np.where(work.track.face[:, None, None], self._points, np.nan)
            self._lips: LipShapes = lip_shapes(known, use, side)
        self._mask = mouth_mask(self._lips.points_mean, side)
        self._blink = np.nan_to_num(work.track.blink).astype(np.float32)

    def build(self, out: Path, manifest: Mapping[str, Any]) -> Quality:
        with self._timed("loops"):
            plan = self._plan()
        units = choose_units(self._lips.points, self._fine(), self._most_units(plan))
        if len(units) < 2:
            raise FootageError("footage.too_little_left")
        with self._timed("video"):
            shots = self._gather(plan, units)
        self._lips = with_looks(self._lips, shots.inside, self._use)
        visemes = viseme_shapes(self._lips, self._work.spoken, self._use)
        with self._timed("mouths"):
            mouth, light = self._mouth(units, shots)
            rest = np.asarray(visemes["sil"]["shape"], np.float32)
            loops = self._loops(plan, shots, light, mouth, rest)
        self._progress(0.75)
        with self._timed("measuring"):
            picture = self._measured(mouth, loops["speak"], plan)
        with self._timed("writing"):
            sources = {n: OwnLoopSource(x.frames, x.pose, x.blink, x.filmed) for n, x in loops.items()}
            card = self._card(picture, plan, len(units))
            shown = {"thumbnail": THUMBNAIL, "preview": PREVIEW} if self._base is None else {}
            filled = {**manifest, **shown, "frame": vars(self._cut), "quality": card.as_dict()}
            write_own_bundle(out, filled, sources, mouth, visemes, plan.same)
        self._progress(0.85)
        with self._timed("speech"):
            learn_speech(self._work.folder, self._lips, self._use, out)
        self._progress(0.95)
        if self._base is None:
            write_preview(out)
        self._progress(1.0)
        return card

    def _plan(self) -> Plan:
        work = self._work
        head = seam_features(self._points, self._blink)
        small = small_pictures(work.video, len(head), self._cut) if self._base is None else _unseen(len(head))
        plan = plan_loops(self._lips, Seen(head, small), work.kept, work.spoken, self._base)
        return shortened(plan, (RESIDENT_BYTES - FEWEST_UNITS * self._unit_bytes()) // self._frame_bytes())

    def _frame_bytes(self) -> int:
        return self._cut.size**2 * 3 // 2

    def _unit_bytes(self) -> int:
        return int(self._mask.size * 1.5)

    def _most_units(self, plan: Plan) -> int:
        frames = sum(len(s.frames()) for name, s in plan.loops.items() if name not in plan.same)
        left = RESIDENT_BYTES - frames * self._frame_bytes()
        return int(np.clip(left // self._unit_bytes(), FEWEST_UNITS, MOST_UNITS))

    def _fine(self) -> np.ndarray:
        fine = self._work.fine & self._use
        if self._base is not None:
            fine[max(0, self._base.start - NEIGHBOURS) : self._base.stop + NEIGHBOURS] = False
        return fine

    def _gather(self, plan: Plan, units: np.ndarray) -> Shots:
        whole: set[int] = set()
        for stretch in plan.loops.values():
            whole.update(stretch.frames().tolist(), (frame for frame, _ in stretch.fades().values()))
        fine = np.flatnonzero(self._fine())
        toned = whole | set(fine[:: max(1, len(fine) // TONE_FRAMES)].tolist())
        return gather(
            self._work.video, self._cut, self._lips, self._mask, units=units, whole=whole, toned=toned,
            progress=lambda share: self._progress(0.05 + 0.5 * share),
        )  # fmt: skip

    def _mouth(self, units: np.ndarray, shots: Shots) -> tuple[Mouth, Light]:
        lips, light = self._lips, Light.of(self._mask)
        frames = np.array(sorted(f for f in shots.tones if self._fine()[f]))
        tones = without_light(np.stack([shots.tones[int(f)] for f in frames]), light)
        numbers = np.concatenate([lips.shapes[frames], lips.pose[frames]], 1)
        look, found = fit_appearance(numbers, tones, cv2.resize(self._mask, (FINE, FINE), interpolation=cv2.INTER_AREA))
        own = OwnMouth(
            lips.points[units], shots.affine, lips.pose[units], units.astype(np.int64),
            found[np.searchsorted(frames, units)], lips.pose_basis, look,
        )  # fmt: skip
        names = tuple(f"frame{f}" for f in units)
        shape_names = tuple(f"lips{i + 1}" for i in range(lips.shapes.shape[1]))
        return Mouth(
            *detail(shots), lips.shapes[units], names, shape_names, lips.points_mean,
            lips.points_basis, lips.inner_top, lips.inner_bottom, self._mask, own,
        ), light  # fmt: skip

    def _loops(
        self, plan: Plan, shots: Shots, light: Light, mouth: Mouth, rest: np.ndarray
    ) -> dict[str, Loop]:
        loops = {}
        for name, stretch in plan.loops.items():
            if name in plan.same:
                continue
            frames = np.arange(stretch.start - (0 if stretch.plain else FADE), stretch.stop)
            frames = frames[np.isin(frames, list(shots.tones))]
            calmed = steady(light.around(coarse(np.stack([shots.tones[int(f)] for f in frames]))))
            tones = {int(f): tone for f, tone in zip(frames, calmed, strict=True)}
            loop = loop_of(name, stretch, shots.pictures, self._points, self._lips, tones, self._blink)
            loops[name] = at_rest(loop, mouth, rest) if name in plan.drawn else loop
        return loops | {name: loops[other] for name, other in plan.same.items()}

    def _measured(self, mouth: Mouth, speak: Loop, plan: Plan) -> Picture | None:
        stretch, own = plan.loops["speak"], mouth.filmed
        far = (own.source < stretch.start - NEIGHBOURS) | (own.source >= stretch.stop + NEIGHBOURS)
        if far.sum() < 50:
            return None
        frames = np.arange(min(MEASURED_FRAMES, len(speak) - FADE))
        return measure_picture(mouth, speak, frames, far)

    def _card(self, picture: Picture | None, plan: Plan, units: int) -> Quality:
        rate = usual_rate(self._work.track.moved)
        return Quality(
            picture=picture,
            score=score(picture),
            eyes_px=round(eye_distance(self._work.track.points), 1),
            footage_s=round(float(self._use.sum()) / 25, 1),
            units=units,
            rate=rate if rate is None else round(rate, 1),
            seams_px={name: round(s.seam_px, 2) for name, s in plan.loops.items()},
            drawn_idle="idle" in plan.drawn,
            seconds={name: round(s, 1) for name, s in self._seconds.items()},
        )

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        self._seconds[name] = time.monotonic() - started
