"""Stage 3: the face in each frame of the clean copy, by MediaPipe's face mesh, in a child process.

Resumable: what was seen is kept every 20 s of footage (.faces.part.npz).
"""

from pathlib import Path
from typing import Any

from avatars.footage import sandbox
from avatars.footage.child import Progress, run_child, serve, silent
from avatars.footage.clean import INFO, VIDEO
from avatars.footage.files import digest, is_done, mark_done, read_json
from avatars.footage.track import Track

FACES = "faces.npz"
_PART = ".faces.part.npz"
_KEEP_EVERY = 500  # frames


def find_faces(work: Path, progress: Progress = silent) -> Track:
    """The track of clean/video.mp4. An empty one is no error here: `gate` judges."""
    made = work / FACES
    inputs = digest([work / VIDEO], version=5)
    if not is_done(work, "faces", inputs, [made]):
        task = {
            "name": "faces",
            "work": str(work),
            "inputs": inputs,
            "frames": read_json(work / INFO)["frames"],
        }
        run_child("faces", task, progress, wall_s=2400)
        mark_done(work, "faces", inputs)
    progress(1.0)
    return Track.load(made)


def read_frames(task: dict[str, Any], progress: Progress) -> dict[str, int]:
    """The child's work."""
    import av

    from avatars.footage.face_reader import FaceReader
    from avatars.footage.look import Look, track_of

    work, part, total = Path(task["work"]), Path(task["work"]) / _PART, max(1, task["frames"])
    rows = _kept(part, task["inputs"])
    with FaceReader() as reader, av.open(str(work / VIDEO)) as source:
        look = Look(reader)
        source.streams.video[0].thread_type = "AUTO"
        for index, frame in enumerate(source.decode(video=0)):
            if index < len(rows):
                continue
            rows.append(look.at(frame.to_ndarray(format="bgr24")))
            if len(rows) % _KEEP_EVERY == 0:
                _keep(part, rows, task["inputs"])
            progress((index + 1) / total)
    track_of(rows).save(work / FACES)
    part.unlink(missing_ok=True)
    return {"frames": len(rows)}


def _keep(part: Path, rows: list[dict[str, Any]], inputs: str) -> None:
    from avatars.footage.look import track_of

    track_of(rows).save(part)
    part.with_suffix(".inputs").write_text(inputs)


def _kept(part: Path, inputs: str) -> list[dict[str, Any]]:
    from avatars.footage.look import rows_of

    note = part.with_suffix(".inputs")
    if not (part.exists() and note.exists() and note.read_text() == inputs):
        return []
    return rows_of(Track.load(part))


if __name__ == "__main__":
    sandbox.confine(memory_mb=16384, cpu_s=4000, file_mb=4096)
    serve(read_frames)
