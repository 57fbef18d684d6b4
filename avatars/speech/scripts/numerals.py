"""Arabic digits as hanzi numerals, for the languages that count in them."""

_DIGITS = "零一二三四五六七八九"
_SMALL = ("", "十", "百", "千")
_LARGE = ("", "万", "億", "兆")


def hanzi_digits(digits: str) -> str:
    """Digit by digit: "2024" is 二零二四."""
    return "".join(_DIGITS[int(digit)] for digit in digits)


def japanese_numeral(number: int) -> str:
    """2024 is 二千二十四 and 10,000 is 一万; below 10**16."""
    groups = [g + large for g, large in _groups(number, _japanese_group) if g]
    return "".join(groups) or "零"


def chinese_numeral(number: int) -> str:
    """2024 is 二千零二十四; below 10**16."""
    text, gap = "", False
    for value, large in _values(number):
        if value == 0:
            gap = bool(text)
            continue
        if text and (gap or value < 1000):
            text += "零"
        text += _chinese_group(value) + {"億": "亿"}.get(large, large)
        gap = False
    text = text or "零"
    return text[1:] if text.startswith("一十") else text


def _values(number: int) -> list[tuple[int, str]]:
    parts = [(number // 10_000**i % 10_000, large) for i, large in enumerate(_LARGE)]
    return parts[::-1]


def _groups(number: int, spell) -> list[tuple[str, str]]:  # type: ignore[no-untyped-def]
    return [(spell(value, large), large) for value, large in _values(number)]


def _japanese_group(value: int, large: str) -> str:
    text = ""
    for power in (3, 2, 1, 0):
        digit = value // 10**power % 10
        if digit:
            bare = digit == 1 and power and not (power == 3 and large)
            text += ("" if bare else _DIGITS[digit]) + _SMALL[power]
    return text


def _chinese_group(value: int) -> str:
    text, gap = "", False
    for power in (3, 2, 1, 0):
        digit = value // 10**power % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + _DIGITS[digit] + _SMALL[power]
        gap = False
    return text
