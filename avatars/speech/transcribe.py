"""Speech to text by any server that speaks OpenAI's POST /audio/transcriptions."""

import asyncio
import io
import wave
from dataclasses import dataclass

import numpy as np

from avatars.speech.config import SpeechConfig
from avatars.speech.service_faults import FAILURES, fault_of
from avatars.speech.services import service

PROVIDER = "transcription"
RATE = 16_000


@dataclass(frozen=True)
class OpenAITranscriber:
    """`transcribe_timeout_s` of the configuration bounds each utterance as a whole."""

    config: SpeechConfig

    async def transcribe(self, pcm: np.ndarray, language: str) -> str:
        """`pcm`: (n,) float32 at 16 kHz; `language`: ISO 639-1. "" where nothing was said. Raises ProviderError."""
        if not len(pcm):
            return ""
        config = self.config
        try:
            async with asyncio.timeout(config.transcribe_timeout_s):
                client = service(
                    config.transcribe_base_url, config.transcribe_api_key, config.transcribe_timeout_s
                )
                answer = await client.audio.transcriptions.create(
                    model=config.transcribe_model,
                    file=("speech.wav", wav(pcm), "audio/wav"),
                    language=language,
                    response_format="json",
                )
        except FAILURES as error:
            raise fault_of(PROVIDER, error) from error
        return str(getattr(answer, "text", "") or "").strip()


def wav(pcm: np.ndarray) -> bytes:
    """(n,) float32 at 16 kHz as a WAV file of 16 bit."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((np.clip(pcm, -1, 1) * 32767).astype("<i2").tobytes())
    return file.getvalue()
