from pathlib import Path

import pytest

from avatars.speech import SpeechConfig, catalogue, from_env, voice_for

CATALOGUE = catalogue(SpeechConfig())


def test_every_language_has_a_voice_and_two_names() -> None:
    for language in CATALOGUE.languages():
        assert CATALOGUE.voices(language.code)
        assert language.name and language.native_name


def test_the_presenters_variant_stands_first_and_once() -> None:
    voices = CATALOGUE.voices("de", {"espeak": {"variant": "m3"}})
    codes = [voice.code for voice in voices]
    assert codes[0] == "espeak:de:m3"
    assert len(set(codes)) == len(codes)


def test_an_unknown_language_has_none() -> None:
    assert CATALOGUE.voices("tlh") == []


def test_a_voice_is_found_by_its_code() -> None:
    assert CATALOGUE.get("espeak:ko:m7").language == "ko"
    with pytest.raises(KeyError):
        CATALOGUE.get("piper:en:gone")


def test_there_is_always_a_voice() -> None:
    assert voice_for("ko", "piper:ko:gone", config=SpeechConfig()).code == "espeak:ko:f3"
    assert voice_for("tlh", config=SpeechConfig()).language == "en"


def test_a_speech_service_comes_first_and_the_embedded_voice_stays() -> None:
    offered = catalogue(SpeechConfig(speech_base_url="http://x/v1", speech_voice="nova, onyx"))
    assert [voice.code for voice in offered.voices("fr")[:3]] == [
        "openai:fr:nova",
        "openai:fr:onyx",
        "espeak:fr:f3",
    ]
    assert offered.embedded("fr").provider == "espeak"


def test_settings_come_from_the_environment(tmp_path: Path) -> None:
    secret = tmp_path / "key"
    secret.write_text("s3cret\n")
    config = from_env(
        {
            "SPEECH_BASE_URL": "http://tts/v1",
            "SPEECH_API_KEY_FILE": str(secret),
            "SPEECH_TIMEOUT_S": "3",
            "VAR_DIR": "/v",
        }
    )
    assert (config.speech_base_url, config.speech_api_key, config.speech_timeout_s) == (
        "http://tts/v1",
        "s3cret",
        3.0,
    )
    assert config.piper_dir == Path("/v/voices")
    assert config.has_speech_service and not config.can_transcribe


def test_an_empty_environment_is_the_embedded_voice() -> None:
    assert not from_env({}).has_speech_service
