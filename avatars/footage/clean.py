"""Stage 2: the clean copy, which all else reads. In a child process, streaming: memory does not grow with length.

clean/video.mp4 (H.264, 25 pictures a second, upright, BT.601 limited yuv420p, what `crop` keeps), clean/sound.wav
(48 kHz mono, 16 bit, levelled, exactly as long), clean/info.json: {"width", "height", "frames", "source_fps", "crop":
see crop.Crop, "sound": {"lufs", "gain_db", "peak", "clipped"}, "takes": [{"file", "start", "frames", "cut_off", "text",
"language", "part"}]}; `start` in frames.
"""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from avatars.footage import sandbox
from avatars.footage.child import Progress, run_child, serve, silent
from avatars.footage.errors import FootageError
from avatars.footage.files import digest, is_done, mark_done, read_json, replaced, write_json
from avatars.footage.limits import FPS
from avatars.footage.probe import PROBE
from avatars.footage.takes import SourceTake, read_takes, take_paths

VIDEO, SOUND, INFO = "clean/video.mp4", "clean/sound.wav", "clean/info.json"


def clean(work: Path, progress: Progress = silent) -> dict[str, Any]:
    """Makes the clean copy of `work`'s takes; returns info.json. Raises FootageError."""
    outputs = [work / VIDEO, work / SOUND, work / INFO]
    inputs = digest(take_paths(work), version=3)
    if not is_done(work, "clean", inputs, outputs):
        (work / "clean").mkdir(parents=True, exist_ok=True)
        task = {"name": "clean", "work": str(work), "takes": [asdict(take) for take in read_takes(work)]}
        task["probe"] = read_json(work / PROBE)["takes"]
        run_child("clean", task, progress, wall_s=2400)
        mark_done(work, "clean", inputs)
    progress(1.0)
    info: dict[str, Any] = read_json(work / INFO)
    return info


def copy_takes(task: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The child's work."""
    from avatars.footage.clean_sound import SoundLine, write_levelled
    from avatars.footage.clean_take import Copy
    from avatars.footage.glance import clean_crop

    work, probed = Path(task["work"]), task["probe"]
    takes = [SourceTake(**row) for row in task["takes"]]
    crop = clean_crop(takes, probed, work / "source")
    with (
        replaced(work / VIDEO) as video,
        replaced(work / SOUND) as wav,
        replaced(work / "clean/raw.f32") as raw,
    ):
        line = SoundLine(raw)
        with Copy(video, crop, line, sum(row["seconds"] for row in probed), progress) as copy:
            rows = [
                asdict(take) | copy.add(work / "source" / take.file, take, row["seconds"])
                for take, row in zip(takes, probed, strict=True)
            ]
        line.close()
        if not copy.frames:
            raise FootageError("footage.unreadable")
        sound = write_levelled(np.memmap(raw, np.float32, "r"), wav)
        raw.touch()
    (work / "clean/raw.f32").unlink()
    info = {
        "width": crop.width,
        "height": crop.height,
        "crop": asdict(crop),
        "frames": copy.frames,
        "fps": FPS,
        "sound": sound,
        "takes": rows,
    }
    write_json(work / INFO, info | {"source_fps": [row["fps"] for row in probed]})
    return info


if __name__ == "__main__":
    sandbox.confine(memory_mb=16384, cpu_s=4000, file_mb=4096)
    serve(copy_takes)
