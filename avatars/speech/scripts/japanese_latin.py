"""Latin words inside Japanese, said as a Japanese speaker says them: letters by name, words by their English sound."""

import re
from functools import lru_cache

from avatars.speech import espeak_library

_NAMES = {
    "A": "エー", "B": "ビー", "C": "シー", "D": "ディー", "E": "イー", "F": "エフ", "G": "ジー", "H": "エイチ",
    "I": "アイ", "J": "ジェー", "K": "ケー", "L": "エル", "M": "エム", "N": "エヌ", "O": "オー", "P": "ピー",
    "Q": "キュー", "R": "アール", "S": "エス", "T": "ティー", "U": "ユー", "V": "ブイ", "W": "ダブリュー",
    "X": "エックス", "Y": "ワイ", "Z": "ゼット",
}  # fmt: skip
_VOWELS = {"iː": "iー", "ɪ": "i", "i": "i", "eɪ": "eー", "ɛ": "e", "e": "e", "æ": "a", "ɑː": "oー", "ɑ": "o", "ʌ": "a",
           "ɔː": "oー", "ɔ": "o", "oʊ": "oー", "oː": "oー", "ʊ": "u", "uː": "uー", "u": "u", "aɪ": "ai", "aʊ": "au",
           "ɔɪ": "oi", "ə": "a", "ɐ": "a", "ɚ": "aー", "ɜː": "aー", "ᵻ": "i", "əl": "ul", "ɒ": "o"}  # fmt: skip
_CONSONANTS = {"p": "p", "b": "b", "t": "t", "d": "d", "k": "k", "ɡ": "g", "f": "f", "v": "v", "θ": "s", "ð": "z",
               "s": "s", "z": "z", "ʃ": "sh", "ʒ": "j", "tʃ": "ch", "dʒ": "j", "h": "h", "m": "m", "n": "n", "ŋ": "ng",
               "l": "r", "ɹ": "r", "w": "w", "j": "y", "ɾ": "t", "ʔ": "", "r": "r"}  # fmt: skip
_ROWS = {
    "": "アイウエオ", "k": "カキクケコ", "g": "ガギグゲゴ", "s": "サシスセソ", "z": "ザジズゼゾ", "n": "ナニヌネノ",
    "h": "ハヒフヘホ", "b": "バビブベボ", "p": "パピプペポ", "m": "マミムメモ", "r": "ラリルレロ",
}  # fmt: skip
_WIDE = {"t": "タ ティ トゥ テ ト", "d": "ダ ディ ドゥ デ ド", "f": "ファ フィ フ フェ フォ", "v": "バ ビ ブ ベ ボ",
         "sh": "シャ シ シュ シェ ショ", "ch": "チャ チ チュ チェ チョ", "j": "ジャ ジ ジュ ジェ ジョ",
         "w": "ワ ウィ ウ ウェ ウォ", "y": "ヤ イ ユ イェ ヨ"}  # fmt: skip
_ALONE = {
    "t": "ト",
    "d": "ド",
    "ch": "チ",
    "j": "ジ",
    "n": "ン",
    "ng": "ング",
    "m": "ム",
    "y": "イ",
    "sh": "シュ",
}
_PARTS = re.compile("[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|[A-Z]")
_SOUND = re.compile("|".join(sorted([*_VOWELS, *_CONSONANTS], key=len, reverse=True)))


def latin_in_kana(word: str) -> str:
    """ "AI" is エーアイ, "Google" グーグル; a sign that is no letter is left out."""
    return "".join(_word(part) for part in _PARTS.findall(word))


def _word(word: str) -> str:
    if len(word) == 1 or (word.isupper() and len(word) <= 4):
        return "".join(_NAMES[letter] for letter in word.upper())
    return _kana_of_english(word.lower())


@lru_cache(maxsize=1000)
def _kana_of_english(word: str) -> str:
    reading = espeak_library.read(word, "en-us")
    sounds = _SOUND.findall("".join(sign for _, sign in reading.phonemes))
    text, onset = "", ""
    for sound in sounds:
        vowel = _VOWELS.get(sound)
        if vowel is None:
            text += _coda(onset)
            onset = _CONSONANTS.get(sound, "")
            continue
        text += _mora(onset, vowel[0]) + "".join(
            {"ー": "ー", "i": "イ", "u": "ウ"}.get(s, "") for s in vowel[1:]
        )
        onset = "r" if vowel.endswith("l") else ""
    return text + _coda(onset)


def _mora(onset: str, vowel: str) -> str:
    place = "aiueo".index(vowel)
    if onset == "ng":
        return "ン" + _ROWS["g"][place]
    return _ROWS[onset][place] if onset in _ROWS else _WIDE[onset].split()[place]


def _coda(onset: str) -> str:
    return "" if not onset else _ALONE.get(onset) or _mora(onset, "u")
