"""What the chat model is told: the owner's instructions, how to speak, and recent history."""

from collections.abc import Sequence

from projects.chat.types import ChatConfig, Message

HISTORY_TURNS = 24
HISTORY_CHARACTERS = 12_000
QUESTION_CHARACTERS = 4_000

NAMES = {
    "en": "English",
    "ko": "Korean",
    "es": "Spanish",
    "fr": "French",
    "de": "German",
    "it": "Italian",
    "pt": "Portuguese",
    "ja": "Japanese",
    "zh": "Chinese",
    "hi": "Hindi",
    "ar": "Arabic",
}

SPOKEN = (
    "Your answers are spoken aloud by a presenter in a live conversation. Answer in {language}, "
    "unless the visitor asks for another language. Be brief: one to three short sentences, the most "
    "important thing first. Plain spoken words only: no markdown, no lists, no headings, no emoji, no "
    "links read out letter by letter. If you do not know, say so."
)
FACTS = "What the owner wants visitors to be told, as questions and answers:"


def messages(config: ChatConfig, history: Sequence[Message], text: str) -> list[dict[str, str]]:
    """The request's messages, oldest first: system, trimmed history, and `text` as the visitor's turn."""
    turns = [{"role": turn.role, "content": turn.text} for turn in trimmed(history)]
    question = {"role": "user", "content": text[:QUESTION_CHARACTERS]}
    return [{"role": "system", "content": system_prompt(config)}, *turns, question]


def system_prompt(config: ChatConfig) -> str:
    """The owner's instructions, then the rules of speech, so that they hold, then the owner's facts."""
    base = config.language.split("-")[0].lower()
    parts = [config.instructions.strip(), SPOKEN.format(language=NAMES.get(base, config.language))]
    if config.entries:
        facts = (f"Q: {entry.question}\nA: {entry.answer}" for entry in config.entries)
        parts.append("\n".join([FACTS, *facts]))
    return "\n\n".join(part for part in parts if part)


def trimmed(history: Sequence[Message]) -> list[Message]:
    """The newest turns that fit; nothing was heard of an empty one, so it is left out."""
    kept: list[Message] = []
    room = HISTORY_CHARACTERS
    for turn in reversed([turn for turn in history if turn.text.strip()][-HISTORY_TURNS:]):
        room -= len(turn.text)
        if room < 0:
            break
        kept.append(turn)
    return kept[::-1]
