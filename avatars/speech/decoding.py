"""A speech service's answer as samples: WAV (also the endless kind that is streamed), raw PCM, or MP3 and the like."""

import io
import struct

import av
import numpy as np

LONGEST_S = 180.0
PCM_RATE = 24_000  # of a raw "pcm" answer, by OpenAI's definition: s16le mono


class NoSound(ValueError):
    """The bytes hold no sound."""


class CutOff(ValueError):
    """The sound ends before its header says."""


def decoded(data: bytes, content_type: str = "") -> tuple[np.ndarray, int]:
    """(n,) float32 in [-1, 1] and its rate in Hz. Raises NoSound or CutOff."""
    if data[:4] == b"RIFF":
        return _wav(data)
    if "pcm" in content_type or "l16" in content_type.lower():
        return _samples(data, 1), PCM_RATE
    return _any_other(data)


def _wav(data: bytes) -> tuple[np.ndarray, int]:
    channels, rate, bits, at = 1, 0, 0, 12
    while at + 8 <= len(data):
        name, size = data[at : at + 4], struct.unpack_from("<I", data, at + 4)[0]
        body = at + 8
        if name == b"fmt " and len(data) >= body + 16:
            kind, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", data, body)
            if bits != 16 or kind not in (1, 0xFFFE) or not channels or not 8_000 <= rate <= 192_000:
                return _any_other(data)
        elif name == b"data" and rate:
            return _samples(_whole(data[body:], size), channels), rate
        at = body + size + size % 2
    raise NoSound("a WAV header without samples")


def _whole(sound: bytes, size: int) -> bytes:
    """A streamed WAV claims 0 or nearly 2**32 bytes; any other claim must be met."""
    endless = size == 0 or size >= 0x7FFFFF00
    if not endless and len(sound) < size - 2:
        raise CutOff("fewer samples than the header says")
    return sound if endless else sound[:size]


def _samples(data: bytes, channels: int) -> np.ndarray:
    frame = 2 * channels
    values = np.frombuffer(data[: len(data) // frame * frame], "<i2").astype(np.float32) / 32768
    if not len(values):
        raise NoSound("no samples")
    return values.reshape(-1, channels).mean(axis=1) if channels > 1 else values


def _any_other(data: bytes) -> tuple[np.ndarray, int]:
    parts: list[np.ndarray] = []
    rate = 0
    try:
        with av.open(io.BytesIO(data), "r") as container:
            resampler = av.AudioResampler("flt", "mono")
            for frame in container.decode(audio=0):
                rate = frame.sample_rate
                parts += [out.to_ndarray()[0] for out in resampler.resample(frame)]
                if sum(map(len, parts)) > LONGEST_S * rate:
                    break
    except (av.FFmpegError, IndexError, ValueError) as error:
        raise NoSound(type(error).__name__) from error
    if not rate or not parts:
        raise NoSound("no samples")
    return np.concatenate(parts).astype(np.float32), rate
