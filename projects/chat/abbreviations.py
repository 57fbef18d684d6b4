"""Full stops that end no sentence: abbreviations, initials, ordinals, list numbers."""

import re

EVERYWHERE = "vs etc no nr st mr dr prof approx inc ltd co fig vol tel max min"
WORDS = {
    "en": "mrs ms e.g i.e jr sr mt dept est a.m p.m u.s jan feb aug sept oct nov dec",
    "es": "sr sra srta d dña dra ud uds p.ej ej pág núm av aprox ee.uu",
    "fr": "m mme mlle mm pr p.ex ex cf env av bd janv",
    "de": "z.b d.h u.a o.ä usw bzw ca hr fr str evtl ggf inkl z u d mio",
    "it": "sig sig.ra dott ing avv ecc es pag p.es s.p.a",
    "pt": "sr sra dra profa p.ex ex pág av n aprox exa",
}
ABBREVIATIONS = {language: set(f"{EVERYWHERE} {words}".split()) for language, words in WORDS.items()}
# These may stand at a sentence's end too: only a small letter or a digit after them says that it goes on.
MAY_END = "etc no usw ecc a.m p.m inc ltd co u.s min max st es fr d"
UNDECIDED = set(MAY_END.split())
LAST_WORD = re.compile(r"[^\s(\[\"'“«]*$")
ORDINAL = {"de"}  # languages that write ordinals with a full stop: "am 3. Mai"


def is_abbreviation(before: str, following: str, language: str) -> bool | None:
    """`before`: up to the full stop; `following`: what comes after it. None: the next word must tell."""
    found = LAST_WORD.search(before)
    word = found[0].lower() if found else ""
    after = following.lstrip()
    base = language[:2]
    if word.isdigit():
        return starts_line(before, word) or (base in ORDINAL and len(word) < 3)
    if word not in ABBREVIATIONS.get(base, EVERYWHERE.split()):
        return is_initial(word)
    if word in UNDECIDED:
        return goes_on(after) if after or "\n" in following else None
    return True


def is_initial(word: str) -> bool:
    """A single Latin letter, as in "J. Smith"; "I" alone is rather the pronoun."""
    return len(word) == 1 and word.isascii() and word.isalpha() and word != "i"


def goes_on(after: str) -> bool:
    """Whether what follows looks like the same sentence."""
    return bool(after) and (after[0].islower() or after[0].isdigit() or after[0] in ",;")


def starts_line(before: str, word: str) -> bool:
    """A list's number, "1. First"."""
    return before.strip() == word or before.endswith("\n" + word)
