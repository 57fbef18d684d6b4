"""Chinese for espeak's Mandarin voice.

It reads hanzi by a dictionary of its own. Two things fall back to English there: the syllables xiong, qiong and jiong,
which are given as phonemes ([[…]], espeak's own notation), and words with a rhotic 儿, which are said without it.
"""

import re

from avatars.speech.mapped import Mapped
from avatars.speech.scripts.numerals import chinese_numeral, hanzi_digits

_IONG = {
    "xiong1": "㐫兄兇凶匈哅忷恟汹洶胷胸訩詾讻賯", "xiong2": "䧺熊雄", "xiong4": "夐敻詗诇",
    "qiong1": "芎", "qiong2": "㑋㒌㧭㮪㷀㼇䅃䆳䊄䓖䛪䠻儝卭宆惸桏橩焪焭煢琼瓊睘瞏穷穹窮竆笻筇茕藑藭蛩赹跫邛銎",
    "jiong1": "冂冋坰埛扃絅蘏蘔駉駫", "jiong3": "㓏㢠㤯㷗㷡䌹䢛侰僒冏囧泂澃炯烱煚煛熲窘綗褧迥逈颎",
}  # fmt: skip
_INITIALS = {"x": "S;", "q": "tS;h", "j": "tS;"}
_TONES = {"1": "55", "2": "35", "3": "214", "4": "51"}
_SOUNDS = {
    sign: f"[[{_INITIALS[syllable[0]]}j'ong{_TONES[syllable[-1]]}]]"
    for syllable, signs in _IONG.items()
    for sign in signs
}
_RHOTIC_PLACES = {"这": "这里", "那": "那里", "哪": "哪里", "這": "這裡"}
_CHILD = "女婴嬰幼孤少胎健宠寵男患弃棄妻生血产產育孩小混"  # 儿 after these is a child, not a colouring
_RARE = {
    "兒": "儿",
    "㖥": "俊",
    "䐃": "俊",
    "匔": "工",
    "輁": "工",
    "幜": "景",
    "棾": "晴",
    "皛": "小",
    "赨": "同",
    "顈": "选",
}


def readable_chinese(said: Mapped) -> Mapped:
    """Hanzi that espeak's voice "cmn" reads throughout; Latin words stay, with spaces around them."""
    plain = said.sub("|".join(_RARE), lambda m: _RARE[m.group()])
    plain = _numbers(plain)
    plain = plain.sub("([这那哪這])儿", lambda m: _RHOTIC_PLACES[m.group(1)])
    plain = plain.sub(rf"(?<=[\u4e00-\u9fff])(?<![{_CHILD}])儿(?![子女童孙媳歌])", "")
    plain = plain.sub("[\U00020000-\U0003ffff]", " ")
    plain = plain.sub(r"(?<=[\u3400-\u9fff])(?=[A-Za-z])|(?<=[A-Za-z])(?=[\u3400-\u9fff])", " ")
    return plain.sub(f"[{''.join(_SOUNDS)}]", lambda m: _SOUNDS[m.group()])


def _numbers(said: Mapped) -> Mapped:
    plain = said.sub(r"(?<=\d),(?=\d{3})", "")
    plain = plain.sub(r"(?<!\d)(\d{4})(?=年)", lambda m: hanzi_digits(m.group(1)))
    plain = plain.sub(r"(\d{1,2}):(\d{2})(?!\d)", _clock)
    return plain.sub(r"\d+(?:\.\d+)?", _number)


def _clock(match: re.Match[str]) -> str:
    minutes = int(match.group(2))
    return f"{match.group(1)}点" + (f"{minutes}分" if minutes else "")


def _number(match: re.Match[str]) -> str:
    whole, _, decimals = match.group().partition(".")
    long_or_code = len(whole) > 16 or (len(whole) > 1 and whole.startswith("0"))
    spelt = hanzi_digits(whole) if long_or_code else chinese_numeral(int(whole))
    return spelt + (f"点{hanzi_digits(decimals)}" if decimals else "")
