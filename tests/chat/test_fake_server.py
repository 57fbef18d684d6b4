"""The fake server's sound: real speech out, the upload's length in."""

import io
import wave

import numpy as np
import openai
import pytest

from tests.fakes.openai_server import OpenAIServer
from tests.fakes.openai_sound import wav_of


async def test_speech_is_real_sound(openai_server: OpenAIServer) -> None:
    api = openai.AsyncOpenAI(base_url=openai_server.base_url, api_key="sk", max_retries=0)
    answer = await api.audio.speech.create(model="m", voice="v", input="Hello there.", response_format="wav")
    with wave.open(io.BytesIO(answer.content)) as file:
        pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        assert 0.3 < file.getnframes() / file.getframerate() < 5
    assert np.abs(pcm).max() > 1_000
    await api.close()


async def test_transcription_hears_how_long_the_upload_is(openai_server: OpenAIServer) -> None:
    openai_server.transcripts = ["Good day."]
    api = openai.AsyncOpenAI(base_url=openai_server.base_url, api_key="sk", max_retries=0)
    upload = ("speech.wav", wav_of(np.zeros(8_000, np.float32), 16_000))
    answer = await api.audio.transcriptions.create(model="m", file=upload, language="en")
    assert answer.text == "Good day."
    assert openai_server.asked("/audio/transcriptions")[0].body["language"] == "en"
    await api.close()


async def test_a_key_can_be_asked_for(openai_server: OpenAIServer) -> None:
    openai_server.key = "right"
    api = openai.AsyncOpenAI(base_url=openai_server.base_url, api_key="wrong", max_retries=0)
    with pytest.raises(openai.AuthenticationError):
        await api.models.list()
    await api.close()
