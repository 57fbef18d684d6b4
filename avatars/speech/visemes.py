"""IPA to mouth shape, until the engine's own table is there."""

import re

_TABLE = [
    (r"[mbpɓβ]", "MBP"), (r"[fvʋⱱɸ]", "FV"), (r"[θð]", "TH"), 
    (r"tʃ|dʒ|tɕ|dʑ|ts\.|[ʃʒɕʑʂʐ]|s\.", "CHSH"),
    (r"[szʦʣ]|ts|dz", "SZ"), (r"[tdnɾɲɳʈɖ]", "DDN"), (r"[lɫʎɭ]", "L"), (r"[kɡgŋhxχħʕqɣʔʁɦç]", "KG"),
    (r"[rɹɚɝɻɜ]", "R"), (r"[wʍuʊɯyʏɥøœ]", "UW"), (r"[oɔɒ]", "OH"), (r"[aɑä]", "AA"), (r"æ", "AE"),
    (r"[eɛ]", "EH"), (r"[iɪjɨ]", "IY"), (r"[əɐʌɤ]", "UH"),
]  # fmt: skip


def viseme_of(ipa: str) -> str:
    """`ipa`: one phoneme, stress marks allowed. An unknown sign counts as a half-open vowel, "_" as rest."""
    sign = ipa.lstrip("ˈˌ")
    if sign in ("", "_"):
        return "sil"
    return next((name for pattern, name in _TABLE if re.match(pattern, sign)), "UH")
