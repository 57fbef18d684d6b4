"""Voices of any server that speaks OpenAI's POST /audio/speech. It gives no times: these come by alignment."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from avatars.speech.config import SpeechConfig
from avatars.speech.decoding import LONGEST_S, CutOff, NoSound, decoded
from avatars.speech.faults import fault
from avatars.speech.finishing import finished
from avatars.speech.sentences import sentences
from avatars.speech.service_faults import FAILURES, fault_of
from avatars.speech.services import service
from avatars.speech.speakable import speakable
from avatars.speech.threads import heavy_threads
from avatars.speech.types import SpokenPiece
from avatarsite.errors import Category

PROVIDER = "openai"
_MOST_BYTES = int(LONGEST_S * 48_000 * 2)


@dataclass(frozen=True)
class OpenAISpeechVoice:
    """`voice`: the server's own name for it, such as "alloy"."""

    language: str
    voice: str
    config: SpeechConfig
    provider: str = PROVIDER

    @property
    def code(self) -> str:
        """For example "openai:ko:alloy"."""
        return f"{PROVIDER}:{self.language}:{self.voice}"

    @property
    def name(self) -> str:
        """What the list of voices shows."""
        return f"{self.voice.capitalize()} (speech service)"

    async def speak(self, text: str) -> AsyncIterator[SpokenPiece]:
        """One piece per sentence. Raises ProviderError; `speech_timeout_s` bounds each sentence as a whole."""
        loop = asyncio.get_running_loop()
        for _, sentence in sentences(text):
            said = speakable(sentence).text.strip()
            if not said:
                continue
            data, kind = await self._fetched(said)
            try:
                pcm, rate = await loop.run_in_executor(heavy_threads(), decoded, data, kind)
            except CutOff as error:
                raise fault(PROVIDER, Category.CUT_OFF, str(error)) from error
            except NoSound as error:
                raise fault(PROVIDER, Category.UNAVAILABLE, f"no sound: {error}") from error
            yield await loop.run_in_executor(heavy_threads(), finished, sentence, self.language, pcm, rate)

    async def _fetched(self, said: str) -> tuple[bytes, str]:
        config = self.config
        data = bytearray()
        try:
            async with asyncio.timeout(config.speech_timeout_s):
                client = service(config.speech_base_url, config.speech_api_key, config.speech_timeout_s)
                request = client.audio.speech.with_streaming_response.create(
                    model=config.speech_model, voice=self.voice, input=said, response_format="wav"
                )
                async with request as response:
                    async for chunk in response.iter_bytes():
                        data += chunk
                        if len(data) > _MOST_BYTES:
                            break
                    return bytes(data), response.headers.get("content-type", "")
        except FAILURES as error:
            raise fault_of(PROVIDER, error, began=bool(data)) from error
