"""Whatever a model or a visitor writes, the voice says something or nothing, and never fails."""

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from avatars.speech.espeak import NAMES, EspeakVoice
from avatars.speech.sentences import LONGEST, sentences


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.text(max_size=60), language=st.sampled_from(sorted(NAMES)))
@example(text="[[S;j'ong55]] [[ ]]", language="en")
@example(text="\x00\ud7ff\u202e%%$$ 1,2,3 00012:99", language="ja")
@example(text="9" * 60, language="zh")
@example(text="12345678901234567890個", language="ja")
def test_any_text_is_read(text: str, language: str) -> None:
    for offset, sentence in sentences(text):
        assert text[offset:].startswith(sentence)
        assert len(sentence) <= LONGEST
        piece = EspeakVoice(language).read(sentence)
        if piece is not None:
            assert piece.phonemes[0].start_s == 0
            assert all(0 <= word.offset < len(sentence) for word in piece.words)
            assert all(word.end_s <= piece.duration_s for word in piece.words)
