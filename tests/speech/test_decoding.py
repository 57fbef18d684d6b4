"""Answers of speech services in every form they come in."""

import io
import struct

import av
import numpy as np
import pytest

from avatars.speech.decoding import CutOff, NoSound, decoded
from avatars.speech.transcribe import wav

TONE = 0.3 * np.sin(2 * np.pi * 440 * np.arange(16_000) / 16_000).astype(np.float32)


def test_a_wav_file() -> None:
    pcm, rate = decoded(wav(TONE))
    assert rate == 16_000
    assert np.abs(pcm - TONE).max() < 1e-4


@pytest.mark.parametrize("claim", [0, 0xFFFFFFFF])
def test_a_streamed_wav_that_does_not_know_its_length(claim: int) -> None:
    data = bytearray(wav(TONE))
    struct.pack_into("<I", data, 40, claim)
    assert len(decoded(bytes(data))[0]) == 16_000


def test_stereo_becomes_mono() -> None:
    data = bytearray(wav(np.repeat(TONE, 2)))
    struct.pack_into("<H", data, 22, 2)
    assert np.abs(decoded(bytes(data))[0] - TONE).max() < 1e-4


def test_raw_pcm_by_its_content_type() -> None:
    pcm, rate = decoded((TONE * 32767).astype("<i2").tobytes(), "audio/pcm")
    assert (len(pcm), rate) == (16_000, 24_000)


def test_a_compressed_file() -> None:
    file = io.BytesIO()
    with av.open(file, "w", "mp3") as out:
        stream = out.add_stream("libmp3lame", rate=24_000)
        frame = av.AudioFrame.from_ndarray((TONE[None] * 32767).astype(np.int16), "s16", "mono")
        frame.sample_rate = 24_000
        out.mux([*stream.encode(frame), *stream.encode(None)])
    pcm, rate = decoded(file.getvalue(), "audio/mpeg")
    assert rate == 24_000
    assert len(pcm) == pytest.approx(16_000, abs=2_500)


def test_a_wav_cut_in_the_middle() -> None:
    with pytest.raises(CutOff):
        decoded(wav(TONE)[:8_000])


@pytest.mark.parametrize(
    "data", [b"", b"RIFF", b"RIFF....WAVE", wav(TONE)[:44], b"<html>sorry</html>", bytes(100)]
)
def test_no_sound_at_all(data: bytes) -> None:
    with pytest.raises((NoSound, CutOff)):
        decoded(data)
