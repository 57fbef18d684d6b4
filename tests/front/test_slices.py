"""What the server packs is what the page reads."""

import base64

import numpy as np
import pytest
from playwright.sync_api import Page

from conversations.live.websocket_media import BOTH, HEADER, SOUND_ONLY

pytestmark = pytest.mark.browser

READ = """async (text) => {
  const { readSlice } = await import("/static/js/conversation/wsmedia.js");
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const slice = readSlice(bytes.buffer);
  return slice && { ...slice, jpeg: slice.jpeg && [...slice.jpeg.slice(0, 3)], pcm: [...slice.pcm.slice(0, 3)],
    samples: slice.pcm.length };
}"""


def sent(picture: bytes, index: int = 70_000, seq: int = 3) -> bytes:
    """One message as the server packs it; its first samples are 0, 8192 and -16384 of 32768."""
    audio = np.zeros(1920, "<i2")
    audio[1], audio[2] = 8192, -16384
    kind = BOTH if picture else SOUND_ONLY
    return HEADER.pack(kind, index, seq, 0, len(picture)) + picture + audio.tobytes()


def read(page: Page, message: bytes) -> dict:
    return page.evaluate(READ, base64.b64encode(message).decode())


def test_it_reads_picture_and_sound(page: Page) -> None:
    slice_ = read(page, sent(b"\xff\xd8\xff rest"))
    assert (slice_["index"], slice_["speech"], slice_["samples"]) == (70_000, 3, 1920)
    assert slice_["jpeg"] == [0xFF, 0xD8, 0xFF]
    assert slice_["pcm"] == [0, 0.25, -0.5]


def test_it_reads_sound_without_a_picture(page: Page) -> None:
    slice_ = read(page, sent(b""))
    assert slice_["jpeg"] is None
    assert slice_["samples"] == 1920


@pytest.mark.parametrize(
    "message", [b"", b"\x01short", b"\x07" + bytes(40), b"\x01" + bytes(7) + b"\xff\xff\xff\xff"]
)
def test_it_reads_nothing_of_what_is_no_slice(page: Page, message: bytes) -> None:
    assert read(page, message) is None
