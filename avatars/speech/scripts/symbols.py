"""Signs that espeak's voices skip or name in English, in the words of each language."""

import re

from avatars.speech.mapped import Mapped

_SIGNS = ("%", "&", "+", "=", "@", "€", "$", "£", "¥", "₩", "°C", "°")
_WORDS = {
    "en": ("percent", "and", "plus", "equals", "at", "euros", "dollars", "pounds", "yen", "won",
           "degrees Celsius", "degrees"),
    "ko": ("퍼센트", "앤드", "더하기", "는", "골뱅이", "유로", "달러", "파운드", "엔", "원", "도", "도"),
    "es": ("por ciento", "y", "más", "igual a", "arroba", "euros", "dólares", "libras", "yenes", "wones",
           "grados", "grados"),
    "fr": ("pour cent", "et", "plus", "égale", "arobase", "euros", "dollars", "livres", "yens", "wons",
           "degrés", "degrés"),
    "de": ("Prozent", "und", "plus", "gleich", "ät", "Euro", "Dollar", "Pfund", "Jen", "Won", "Grad", "Grad"),
    "it": ("per cento", "e", "più", "uguale", "chiocciola", "euro", "dollari", "sterline", "yen", "won",
           "gradi", "gradi"),
    "pt": ("por cento", "e", "mais", "igual a", "arroba", "euros", "dólares", "libras", "ienes", "wons",
           "graus", "graus"),
    "ja": ("パーセント", "アンド", "プラス", "イコール", "アットマーク", "ユーロ", "ドル", "ポンド", "エン", "ウォン",
           "ド", "ド"),
    "zh": ("百分之", "和", "加", "等于", "艾特", "欧元", "美元", "英镑", "日元", "韩元", "摄氏度", "度"),
    "hi": ("प्रतिशत", "और", "धन", "बराबर", "ऐट", "यूरो", "डॉलर", "पाउंड", "येन", "वॉन", "डिग्री", "डिग्री"),
    "ar": ("بِالمِئَة", "و", "زائد", "يساوي", "آت", "يورو", "دولار", "جنيه", "ين", "وون", "درجة", "درجة"),
}  # fmt: skip
_SPACELESS = {"ja", "zh"}
_AMOUNT = r"\d+(?:[.,]\d+)*"
_UNREAD = re.compile(r"[#*/\\~^_|<>{}\[\]=+&@%§©®™½²³¹º ª№†‡‰₹₩¬¦¤]")


def spell_symbols(said: Mapped, language: str) -> Mapped:
    """ "$5" as "5 dollars", "20%" as "20 percent", in `language`; what has no word becomes a space."""
    words = dict(zip(_SIGNS, _WORDS.get(language, ()), strict=False))
    if not words:
        return said
    gap = "" if language in _SPACELESS else " "
    plain = said.sub("％", "%").sub("℃", "°C").sub("￥", "¥")
    plain = plain.sub(rf"([€$£¥₩])\s?({_AMOUNT})", lambda m: f"{m.group(2)}{gap}{words[m.group(1)]}")
    if language == "zh":
        plain = plain.sub(rf"({_AMOUNT})\s?%", lambda m: f"百分之{m.group(1)}")
    for sign, word in words.items():
        plain = plain.sub(re.escape(sign), f"{gap}{word}{gap}")
    return plain.sub(_UNREAD, " ")
