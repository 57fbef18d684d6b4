import pytest

from avatars.speech.echo import similar_to_spoken

SPOKEN = "A slot is the right to one avatar of your own. A credit is five minutes of conversation."


@pytest.mark.parametrize(
    "heard",
    [
        "a slot is the right to one avatar of your own",
        "the right to one have a tar of your own",
        "Credit is 5 minutes of conversation",
        "conversation",
    ],
)
def test_it_knows_its_own_words(heard: str) -> None:
    assert similar_to_spoken(heard, SPOKEN)


@pytest.mark.parametrize(
    "heard", ["What does a credit cost?", "stop", "No, wait", "How do I get an avatar?", "", "of", "yes"]
)
def test_the_visitors_words_pass(heard: str) -> None:
    assert not similar_to_spoken(heard, SPOKEN)


def test_it_works_without_spaces_and_with_accents() -> None:
    assert similar_to_spoken("一次对话五分种", "一个点数是一次对话五分钟。")
    assert not similar_to_spoken("多少钱一个月", "一个点数是一次对话五分钟。")
    assert similar_to_spoken("credito son cinco minutos", "Un crédito son cinco minutos de conversación.")


def test_a_short_assent_that_the_avatar_also_said_is_the_visitors() -> None:
    assert not similar_to_spoken("Okay", "Okay, let us begin.")


def test_nothing_spoken_means_nothing_echoed() -> None:
    assert not similar_to_spoken("What does it cost?", "")


def test_of_a_long_speech_the_newest_words_count() -> None:
    spoken = "Something else was said. " * 200 + "The museum opens at nine."
    assert similar_to_spoken("the museum opens at nine", spoken)


def test_a_transcript_without_end_is_judged_by_its_beginning() -> None:
    assert not similar_to_spoken("what does a slot cost me " * 4000, SPOKEN)
