"""Korean for espeak: native numbers before native counters, no jamo laughter, no hanja."""

import re

from avatars.speech.mapped import Mapped

_ONES = ("", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉")
_TENS = ("", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")
_COUNTERS = "개월|시간|가지|마리|사람|송이|그루|켤레|군데|개|명|시|살|번|잔|병|권|장|대|달|벌|채"
_SINO = {"개월", "번째"}


def readable_korean(said: Mapped) -> Mapped:
    """Hangul that espeak's Korean voice reads throughout; Latin words stay."""
    plain = said.sub(r"(?<=\d),(?=\d{3})", "")
    plain = plain.sub(r"(\d{1,2}):(\d{2})(?!\d)", lambda m: f"{m.group(1)}시 {int(m.group(2))}분")
    plain = plain.sub(rf"(?<![\d.])(\d{{1,2}})(\s?)({_COUNTERS})", _counted)
    plain = plain.sub("[\u3131-\u318e\u3400-\u9fff\uf900-\ufaff]+", " ")
    return plain.sub(r"\s*\(\s*\)", " ")


def _counted(match: re.Match[str]) -> str:
    digits, gap, counter = match.groups()
    if counter in _SINO or int(digits) == 0:
        return match.group()
    return f"{native(int(digits))}{gap or ' '}{counter}"


def native(number: int) -> str:
    """1 to 99 as they stand before a counter: 20 is 스무, 21 스물한."""
    return "스무" if number == 20 else _TENS[number // 10] + _ONES[number % 10]
