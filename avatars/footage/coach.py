"""The coach's eyes: `python -m avatars.footage.coach` says of small camera pictures what is wrong with them.

stdin, for each picture: 4 bytes (big-endian length) and a JSON header {"session": str, "width": of the camera in
pixels}, 4 bytes and a JPEG of at most LARGEST bytes. stdout, one JSON line for each, in the same order:
{"session", "findings": [{"id": "coach.…", "facts": {…}}], "box": [left, top, width, height] of the face in shares of
the picture or null, "ok": no findings}. A header {"session": …, "end": true} with an empty picture forgets a session.
Many sessions may share one child; it ends when stdin does.
"""

import io
import json
import struct
import sys
from collections import OrderedDict
from typing import Any, BinaryIO

import numpy as np

from avatars.footage import sandbox
from avatars.footage.child import die_with_parent

LARGEST = 512 << 10
WIDEST = 1920
MOST_SESSIONS = 64


def read_message(source: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """Header and picture; None at the end. Raises ValueError for what is too large."""
    header = _block(source)
    picture = _block(source) if header is not None else None
    return None if header is None or picture is None else (json.loads(header), picture)


def write_message(to: BinaryIO, header: dict[str, Any], picture: bytes) -> None:
    """The parent's side."""
    told = json.dumps(header).encode()
    to.write(struct.pack(">I", len(told)) + told + struct.pack(">I", len(picture)) + picture)
    to.flush()


def _block(source: BinaryIO) -> bytes | None:
    head = source.read(4)
    if len(head) < 4:
        return None
    (size,) = struct.unpack(">I", head)
    if size > LARGEST:
        raise ValueError("A picture for the coach is too large.")
    block = source.read(size)
    return block if len(block) == size else None


def picture_of(jpeg: bytes) -> np.ndarray | None:
    """(h, w, 3) uint8 BGR, or None where it is no JPEG of a sane size: the header is read before the pixels."""
    import cv2
    from PIL import Image

    try:
        with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as head:
            if max(head.size) > WIDEST or min(head.size) < 64:
                return None
    except (OSError, ValueError, SyntaxError):
        return None
    return cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)


def main() -> None:
    """Until stdin ends."""
    from avatars.footage.coach_eye import Eye
    from avatars.footage.face_reader import FaceReader

    eyes: OrderedDict[str, Eye] = OrderedDict()
    with FaceReader(tracking=False) as reader:
        while (message := read_message(sys.stdin.buffer)) is not None:
            header, jpeg = message
            session = str(header.get("session", ""))
            if header.get("end"):
                eyes.pop(session, None)
                continue
            eye = eyes.setdefault(session, Eye())
            eyes.move_to_end(session)
            while len(eyes) > MOST_SESSIONS:
                eyes.popitem(last=False)
            seen = eye.look(reader, picture_of(jpeg), int(header.get("width") or 0))
            print(json.dumps({"session": session} | seen), flush=True)  # noqa: T201


if __name__ == "__main__":
    die_with_parent()
    sandbox.confine(memory_mb=16384, cpu_s=86_400, file_mb=1)
    main()
