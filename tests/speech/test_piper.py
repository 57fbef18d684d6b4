"""Piper voices, by a tiny model of the same form."""

from pathlib import Path

import numpy as np
import onnx
import pytest

from avatars.speech import SpeechConfig, catalogue
from avatars.speech.onnx_outputs import only_output_of, with_output
from avatars.speech.piper import PiperVoice
from avatars.speech.piper_model import PiperModel
from avatarsite.errors import Category, ProviderError
from tests.speech.piper_files import HOP, RATE, frames_of, write_voice


def test_its_voices_stand_before_the_embedded_ones(tmp_path: Path) -> None:
    write_voice(tmp_path)
    write_voice(tmp_path, "de_DE-tiny-low")
    offered = catalogue(SpeechConfig(piper_dir=tmp_path)).voices("en")
    assert [voice.code for voice in offered[:2]] == ["piper:en:en_US-tiny-low", "espeak:en:f3"]
    assert offered[0].name == "Tiny (Piper)"


async def test_it_speaks_sentence_by_sentence(tmp_path: Path) -> None:
    voice = PiperVoice("en", write_voice(tmp_path))
    pieces = [piece async for piece in voice.speak("Hello there. How are you?")]
    assert [piece.text for piece in pieces] == ["Hello there.", "How are you?"]
    assert all(piece.phonemes[-1].end_s == pytest.approx(piece.duration_s) for piece in pieces)
    assert [word.text for word in pieces[0].words] == ["Hello", "there."]


def test_the_networks_own_lengths_are_the_times(tmp_path: Path) -> None:
    sound = PiperModel(write_voice(tmp_path)).read("hello")
    assert sound.timed is not None
    assert [symbol for symbol, _, _ in sound.timed] == ["h", "ə", "l", "o", "ʊ"]
    frame = HOP / RATE
    begin = frames_of("^") + frames_of("_")
    assert sound.timed[0][1] == pytest.approx(begin * frame)
    letters = ["h", "ə", "l", "ˈ", "o", "ʊ"]
    assert sound.timed[-1][2] == pytest.approx((begin + sum(frames_of(x) + 1 for x in letters)) * frame)
    assert len(sound.pcm) / RATE == pytest.approx(sound.timed[-1][2] + frames_of("$") * frame, abs=2 * frame)


def test_a_long_vowel_is_one_phoneme(tmp_path: Path) -> None:
    timed = PiperModel(write_voice(tmp_path)).read("see").timed
    assert timed is not None
    assert [symbol for symbol, _, _ in timed] == ["s", "iː"]
    assert timed[1][2] - timed[1][1] == pytest.approx((1 + 1 + 8 + 1 + 6 + 1) * HOP / RATE)


def test_without_such_a_node_times_come_by_alignment(tmp_path: Path) -> None:
    path = write_voice(tmp_path, rounding="Round")
    assert PiperModel(path).read("hello").timed is None
    piece = PiperVoice("en", path).read("Hello there.")
    assert piece is not None
    assert {"h", "ə", "l"} <= {phoneme.symbol for phoneme in piece.phonemes}


def test_a_voice_of_several_speakers_takes_the_first(tmp_path: Path) -> None:
    assert len(PiperModel(write_voice(tmp_path, speakers=3)).read("hello").pcm)


def test_the_added_output_is_a_valid_model(tmp_path: Path) -> None:
    data = write_voice(tmp_path).read_bytes()
    assert only_output_of(data, "Ceil") == "whole"
    assert only_output_of(data, "Mul") is None
    assert only_output_of(data, "Tanh") is None
    changed = onnx.load_from_string(with_output(data, "whole"))
    assert [output.name for output in changed.graph.output] == ["output", "whole"]
    assert len(changed.graph.node) == len(onnx.load_from_string(data).graph.node)


@pytest.mark.parametrize("settings", ["", "{}", '{"audio": 1}', '{"phoneme_type": "pinyin"}'])
def test_broken_files_are_not_offered(tmp_path: Path, settings: str) -> None:
    path = write_voice(tmp_path)
    path.with_name(path.name + ".json").write_text(settings)
    assert catalogue(SpeechConfig(piper_dir=tmp_path)).voices("en")[0].provider == "espeak"


async def test_a_broken_network_is_the_providers_failure(tmp_path: Path) -> None:
    path = write_voice(tmp_path, "en_US-broken-low")
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(ProviderError) as failure:
        [piece async for piece in PiperVoice("en", path).speak("Hello.")]
    assert (failure.value.provider, failure.value.category) == ("piper", Category.UNAVAILABLE)
    assert not failure.value.retryable


@pytest.mark.parametrize("language", ["zh", "ja"])
def test_scripts_are_converted_for_it_too(tmp_path: Path, language: str) -> None:
    path = write_voice(tmp_path, f"{language}_XX-tiny-low")
    piece = PiperVoice(language, path).read("兄弟、東京。")
    assert piece is not None
    assert np.abs(piece.pcm).max() > 0.05
