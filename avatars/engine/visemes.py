"""Mouth shapes and which of them a sound asks for, for every language that espeak-ng writes in IPA."""

import unicodedata

VISEMES = (
    "sil", "MBP", "FV", "TH", "DDN", "L", "KG", "CHSH", "SZ", "R",
    "AA", "AE", "EH", "UH", "IY", "OH", "UW",
)  # fmt: skip
CLOSURES = frozenset({"MBP", "FV"})
VOWELS = frozenset({"AA", "AE", "EH", "UH", "IY", "OH", "UW"})

_SYMBOLS = {
    # The longest match wins, so affricates come before their first sound. Letters stand without marks, see _bare.
    "CHSH": "tʃ dʒ tɕ dʑ tʂ dʐ ʈʂ ɖʐ ʃ ʒ ɕ ʑ ʂ ʐ ʆ ʓ ɧ",
    "SZ": "ts dz s z ɬ ɮ tɬ",
    "MBP": "m b p ɓ ʙ ʘ",
    "FV": "pf bv f v ɱ ʋ ⱱ ɸ β",
    "TH": "θ ð ǀ",
    "DDN": "t d n ɗ ʈ ɖ ɳ ɲ ȶ ȡ ȵ ɾ ɽ ɟ ʄ ǂ ǃ ɴ",
    "L": "l ɫ ʎ ɭ ʟ ɺ ǁ",
    "KG": "k ɡ g ŋ x ɣ h ɦ q ɢ ʛ χ ʁ ħ ʕ ʔ ʜ ʢ ʡ c ç ʝ ɠ ʀ ɰ",
    "R": "ɹ ɻ r ɚ ɝ",
    "UW": "w ʍ u ʊ ʉ ɥ y ʏ",
    "OH": "o ɔ ɒ ø œ ɶ ɵ",
    "AA": "a ɑ ɐ",
    "AE": "æ",
    "EH": "e ɛ ɘ ᴇ",
    "UH": "ə ʌ ɤ ɨ ɯ ɞ ɜ ᵻ",
    "IY": "i ɪ j ɿ ʅ",
}
_TABLE = {symbol: viseme for viseme, symbols in _SYMBOLS.items() for symbol in symbols.split()}
_LONGEST = max(map(len, _TABLE))
_LETTERS = frozenset({"Ll", "Lo", "Lu"})  # not Lm, the raised and modifying ones


def _bare(ipa: str) -> str:
    """`ipa` as letters alone: no stress, length, tone, tie, aspiration, nor marks above or below."""
    letters = unicodedata.normalize("NFD", ipa)
    return "".join(c for c in letters if unicodedata.category(c) in _LETTERS)


def viseme_of(ipa: str) -> str:
    """The viseme of one phoneme in IPA (stress, tone and length marks are ignored); `sil` for a pause.

    A diphthong or an affricate has the viseme of its beginning; an unknown letter is `UH`, a neutral opening.
    """
    letters = _bare(ipa)
    for length in range(min(_LONGEST, len(letters)), 0, -1):
        if letters[:length] in _TABLE:
            return _TABLE[letters[:length]]
    return "UH" if letters else "sil"


def visemes_of(ipa: str) -> tuple[str, ...]:
    """All visemes of one phoneme in order: a diphthong moves the mouth through two of them."""
    letters = _bare(ipa)
    found: list[str] = []
    while letters:
        length = next((n for n in range(min(_LONGEST, len(letters)), 0, -1) if letters[:n] in _TABLE), 1)
        viseme = _TABLE.get(letters[:length], "UH")
        if not found or found[-1] != viseme:
            found.append(viseme)
        letters = letters[length:]
    return tuple(found) or ("sil",)


LEAD_S = 0.055  # the mouth shows a sound this long before it is heard
# strength, attack_s, decay_s: how firmly a sound holds its shape against its neighbours, and for how long
# before and after. Lips lead (rounding is seen early), the back of the tongue hardly shows.
DOMINANCE = {
    "sil": (1.0, 0.06, 0.06), "MBP": (3.0, 0.05, 0.04), "FV": (2.4, 0.05, 0.045), "TH": (1.3, 0.05, 0.05),
    "DDN": (0.7, 0.05, 0.05), "L": (0.8, 0.05, 0.05), "KG": (0.35, 0.05, 0.05), "CHSH": (1.6, 0.08, 0.07),
    "SZ": (1.1, 0.055, 0.055), "R": (0.9, 0.07, 0.06), "AA": (1.0, 0.075, 0.075), "AE": (1.0, 0.07, 0.07),
    "EH": (0.9, 0.07, 0.07), "UH": (0.6, 0.06, 0.06), "IY": (0.95, 0.07, 0.07), "OH": (1.25, 0.09, 0.08),
    "UW": (1.4, 0.10, 0.085),
}  # fmt: skip

# How open (0 shut, 1 the person's widest in speech) and how wide (-1 rounded, 0 rest, 1 spread).
LOOKS = {
    "sil": (0.0, 0.0), "MBP": (0.0, 0.0), "FV": (0.06, 0.1), "TH": (0.3, 0.1), "DDN": (0.25, 0.2), "L": (0.35, 0.15),
    "KG": (0.35, 0.1), "CHSH": (0.25, -0.5), "SZ": (0.18, 0.3), "R": (0.28, -0.4), "AA": (0.95, 0.1), "AE": (0.8, 0.5),
    "EH": (0.6, 0.4), "UH": (0.45, 0.0), "IY": (0.32, 0.8), "OH": (0.6, -0.6), "UW": (0.22, -1.0),
}  # fmt: skip
