"""Text to words with stems, for languages that write spaces. Latin letters lose their accents: people omit them."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from threading import Lock

import snowballstemmer

# Python's \w leaves out the vowel signs of Devanagari and Arabic's marks.
WORD = re.compile(r"\d+|[^\W\d_\u0966-\u096f](?:[^\W\d_]|[\u0900-\u0963\u064b-\u0655])*")
STEMMERS = {
    "ar": "arabic",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "hi": "hindi",
    "it": "italian",
    "nl": "dutch",
    "pt": "portuguese",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}
ELISION = re.compile(r"\b(?:l|d|j|m|t|s|n|c|qu|un|dell|all|nell|sull|dall|com|quest|cos)['’](?=\w)")
CONTRACTED = {"can't": "can not", "won't": "will not", "n't": " not", "'s": "", "'re": " are", "'m": " am"}
ENCLITIC = re.compile(r"(?<=\w\w)([aei]r)(?:me|te|se|nos|os)?(?:l[oae]s?)?$")  # "abrirlo" is "abrir"
ARABIC_MARKS = re.compile("[\u064b-\u0655\u0640]")
ARABIC_FORMS = str.maketrans("أإآىة", "ااايه")


def words(text: str, language: str) -> list[str]:
    """The words of `text` in small letters, as `plain` leaves them."""
    return WORD.findall(plain(text, language))


def plain(text: str, language: str) -> str:
    """One spelling: small letters, no accents on Latin letters, Arabic without marks, elisions cut off."""
    text = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    if language == "en":
        for short, long in CONTRACTED.items():
            text = text.replace(short, long)
    if language in ("fr", "it"):
        text = ELISION.sub("", text)
    if language == "ar":
        return ARABIC_MARKS.sub("", text).translate(ARABIC_FORMS)
    return without_accents(text)


def without_accents(text: str) -> str:
    """Latin letters only: other scripts' marks are letters of their own."""
    parts = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", re.sub(r"(?<=[a-z])[\u0300-\u036f]+", "", parts))


@cache
def stemmer(language: str) -> Callable[[str], str]:
    """A word's stem; the word itself where the language has no stemmer."""
    name = STEMMERS.get(language)
    if name is None:
        return lambda word: word
    algorithm, turn = snowballstemmer.stemmer(name), Lock()  # it keeps the word it works on
    known: dict[str, str] = {}

    def stem(word: str) -> str:
        if language == "es":
            word = ENCLITIC.sub(r"\1", word)
        found = known.get(word)
        if found is None:
            with turn:
                found = without_accents(algorithm.stemWord(word))
                if len(known) > 20_000:
                    known.clear()
                known[word] = found
        return found

    return stem
