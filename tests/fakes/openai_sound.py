"""Sound for the fake server: real speech by the embedded voice, and the sound of an upload measured."""

import asyncio
import io
import wave
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

import numpy as np
import soxr

OPENAI_RATE = 24_000


def speech_wav(text: str, language: str) -> bytes:
    """`text` spoken by the embedded voice: a WAV file, 16 bit, mono, 24 kHz."""
    from avatars.speech import SpeechConfig, catalogue

    voice = catalogue(SpeechConfig()).voices(language, {})[0]

    async def pieces() -> list[np.ndarray]:
        return [piece.pcm async for piece in voice.speak(text)]

    pcm = np.concatenate([np.zeros(0, np.float32), *asyncio.run(pieces())])
    return wav_of(soxr.resample(pcm, 48_000, OPENAI_RATE), OPENAI_RATE)


def wav_of(pcm: np.ndarray, rate: int) -> bytes:
    """`pcm`: (n,) float32 in [-1, 1] -> a WAV file of 16 bit."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes((np.clip(pcm, -1, 1) * 32767).astype("<i2").tobytes())
    return file.getvalue()


def wav_to_pcm(wav: bytes) -> bytes:
    """The samples of a WAV file without its header."""
    with wave.open(io.BytesIO(wav)) as file:
        return file.readframes(file.getnframes())


def upload_of(content_type: str, raw: bytes) -> dict[str, Any]:
    """A multipart form's fields as text; the file as bytes."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + raw)
    fields: dict[str, Any] = {}
    for part in message.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        data = part.get_payload(decode=True)
        fields[name] = data if name == "file" else bytes(data or b"").decode()
    return fields


def seconds_of(fields: dict[str, Any]) -> float:
    """How long the uploaded WAV is, in seconds."""
    with wave.open(io.BytesIO(fields["file"])) as file:
        return file.getnframes() / file.getframerate()
