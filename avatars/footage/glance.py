"""The coarse look before the clean copy: faces in a few pictures of each take. In the clean copy's child process."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from avatars.footage.clean_picture import Painter, upright_size
from avatars.footage.crop import Crop, Glance, crop_of, even_size
from avatars.footage.face_reader import Face, FaceReader
from avatars.footage.frame_filters import Squarer
from avatars.footage.openers import decoded, first_time, opened, packets, picture_stream
from avatars.footage.takes import SourceTake

PICTURES = 48  # of all takes
_KEYS = 20  # fewer pictures that stand for themselves than this, and all of them are decoded
_LONGEST = 640  # pixels of the copy that is looked at
_UPRIGHT, _LYING = 45.0, 30.0  # degrees


def clean_crop(takes: Sequence[SourceTake], probed: Sequence[dict[str, Any]], source: Path) -> Crop:
    """What the clean copy keeps of all takes in the folder `source`; probed: their rows of probe.json."""
    width, height = upright_size(probed[0]["width"], probed[0]["height"], probed[0]["rotation"])
    small = even_size(width, height, min(1.0, _LONGEST / max(width, height)))
    painter = Painter(Crop(small, 0, 0, *small))
    every_s = sum(row["seconds"] for row in probed) / PICTURES
    with FaceReader(tracking=False) as reader:
        glances = [
            glance(reader, _bgr(painter, frame))
            for take, row in zip(takes, probed, strict=True)
            for frame in spread(source / take.file, take, row, every_s)
        ]
    return crop_of(glances, width, height)


def spread(path: Path, take: SourceTake, row: dict[str, Any], every_s: float) -> Iterator[Any]:
    """A frame of the take about every `every_s`: of key frames alone where there are enough of them."""
    alone = row.get("keys", 0) >= min(_KEYS, row["seconds"] / every_s)
    with opened(path) as source:
        pictures: Any = picture_stream(source)
        pictures.thread_type = "SLICE" if alone else "AUTO"  # threads over frames hold back what they decoded
        pictures.codec_context.skip_frame = "NONREF"
        square = Squarer(pictures)
        due_s = first_time(source, pictures) + take.start_s
        end_s = due_s + row["seconds"]
        for packet in packets(source, [pictures]):
            time_s = float(packet.pts * packet.time_base) if packet.pts is not None else None
            if alone and time_s is not None and not (packet.is_keyframe and time_s >= due_s):
                continue
            for frame in decoded(packet):
                if frame.time is not None and due_s <= frame.time < end_s:
                    due_s += every_s * (1 + (frame.time - due_s) // every_s)
                    yield square.out(frame)
            if time_s is not None and time_s > end_s + 1:
                return


def glance(reader: FaceReader, image: np.ndarray) -> Glance:
    """The faces in (h, w, 3) uint8 BGR, turned upright where they lie on their side."""
    faces = reader.faces(image)
    if faces and abs(faces[0].lean) < _UPRIGHT:
        return Glance(_in_shares(faces, image))
    turned = [(0, faces), *((turn, reader.faces(_turned(image, turn))) for turn in (1, 3))]
    lying = [(turn, found) for turn, found in turned if turn and found and abs(found[0].lean) < _LYING]
    turn, faces = max(lying, key=lambda one: one[1][0].score, default=(0, faces))
    return Glance(_in_shares(faces, _turned(image, turn)), turn)


def _turned(image: np.ndarray, turn: int) -> np.ndarray:
    return np.ascontiguousarray(np.rot90(image, turn))


def _in_shares(faces: Sequence[Face], image: np.ndarray) -> list[Face]:
    height, width = image.shape[:2]
    return [
        Face(
            (f.box[0] / width, f.box[1] / height, f.box[2] / width, f.box[3] / height),
            (f.eyes[0] / width, f.eyes[1] / height), f.eye_distance / width, f.lean, f.score,
        )
        for f in faces
    ]  # fmt: skip


def _bgr(painter: Painter, frame: Any) -> np.ndarray:
    width, height = painter.size
    return cv2.cvtColor(painter.paint(frame).reshape(height * 3 // 2, width), cv2.COLOR_YUV2BGR_I420)
