"""Japanese numbers with their counters in kana, with the sound changes (sanbyaku, ippon, yoji)."""

import re

from avatars.speech.mapped import Mapped

_DIGITS = ("ゼロ", "イチ", "ニ", "サン", "ヨン", "ゴ", "ロク", "ナナ", "ハチ", "キュー")
_HUNDREDS = {1: "ヒャク", 3: "サンビャク", 6: "ロッピャク", 8: "ハッピャク"}
_THOUSANDS = {1: "セン", 3: "サンゼン", 8: "ハッセン"}
_LARGE = ((10**12, "チョー"), (10**8, "オク"), (10**4, "マン"))
_SOFT_H = {"本": "ホン", "匹": "ヒキ", "杯": "ハイ", "分": "フン", "泊": "ハク"}
_HARD = {"個": "コ", "回": "カイ", "階": "カイ", "件": "ケン", "か月": "カゲツ", "ヶ月": "カゲツ", "カ月": "カゲツ",
         "歳": "サイ", "冊": "サツ", "章": "ショー", "週間": "シューカン", "点": "テン", "頭": "トー", "通": "ツー",
         "秒": "ビョー", "名": "メイ", "枚": "マイ", "番": "バン", "度": "ド", "台": "ダイ", "倍": "バイ",
         "時間": "ジカン", "時": "ジ", "年": "ネン", "円": "エン", "人": "ニン", "月": "ガツ", "日間": "ニチカン",
         "日": "ニチ"}  # fmt: skip
_DOUBLED = "コカケサシスセツテト"  # a counter that begins so doubles its first sound after some digits
_WHOLE = {
    "人": {1: "ヒトリ", 2: "フタリ"},
    "日": {1: "ツイタチ", 2: "フツカ", 3: "ミッカ", 4: "ヨッカ", 5: "イツカ", 6: "ムイカ", 7: "ナノカ", 8: "ヨーカ",
           9: "ココノカ", 10: "トーカ", 14: "ジューヨッカ", 20: "ハツカ", 24: "ニジューヨッカ"},
}  # fmt: skip
_SHORT = {"時": {4: "ヨ", 7: "シチ", 9: "ク"}, "月": {4: "シ", 7: "シチ", 9: "ク"}, "人": {4: "ヨ"}, "年": {4: "ヨ"},
          "円": {4: "ヨ"}, "時間": {4: "ヨ", 9: "ク"}}  # fmt: skip
_COUNTER = "|".join(sorted([*_SOFT_H, *_HARD], key=len, reverse=True))


def count_in_kana(said: Mapped) -> Mapped:
    """Every number of `said` in kana, with its counter where there is one."""
    plain = said.sub(r"(?<=\d),(?=\d{3})", "")
    plain = plain.sub(r"(\d{1,2}):(\d{2})(?!\d)", lambda m: f"{m.group(1)}時{int(m.group(2))}分")
    plain = plain.sub(rf"(?<![\d.])(\d{{1,16}})({_COUNTER})", _counted)
    return plain.sub(r"\d+(?:\.\d+)?", _plain)


def number_in_kana(number: int) -> str:
    """123 is ヒャクニジューサン; below 10**16."""
    if number == 0:
        return _DIGITS[0]
    text = ""
    for size, name in _LARGE:
        if number >= size:
            text += _below_ten_thousand(number // size) + name
            number %= size
    return text + _below_ten_thousand(number)


def _below_ten_thousand(number: int) -> str:
    thousands, hundreds, tens, ones = (number // 10**power % 10 for power in (3, 2, 1, 0))
    text = _THOUSANDS.get(thousands, _DIGITS[thousands] + "セン") if thousands else ""
    text += _HUNDREDS.get(hundreds, _DIGITS[hundreds] + "ヒャク") if hundreds else ""
    text += ("" if tens == 1 else _DIGITS[tens]) + "ジュー" if tens else ""
    return text + (_DIGITS[ones] if ones else "")


def _counted(match: re.Match[str]) -> str:
    number, counter = int(match.group(1)), match.group(2)
    whole = _WHOLE.get(counter, {}).get(number)
    if whole:
        return f" {whole} "
    short = _SHORT.get(counter, {}).get(number % 10)
    if short:
        return f" {_stem(number)}{short}{_HARD[counter]} "
    sound = _SOFT_H.get(counter) or _HARD[counter]
    return f" {_joined(number, sound, counter)} "


def _stem(number: int) -> str:
    return number_in_kana(number - number % 10) if number >= 10 else ""


def _joined(number: int, sound: str, counter: str) -> str:
    last = number % 10 or (10 if number % 100 else 0)
    soft = counter in _SOFT_H
    if last in (1, 6, 8, 10) and (
        soft or (sound[0] in _DOUBLED and not (last == 6 and sound[0] not in "コカケ"))
    ):
        doubled = number_in_kana(number)
        cut = doubled[:-1] if last in (1, 6, 8, 10) else doubled
        return cut + "ッ" + (_half_voiced(sound) if soft else sound)
    if soft and last == 3:
        return number_in_kana(number) + (_half_voiced(sound) if counter in ("分", "泊") else _voiced(sound))
    if counter == "分" and last == 4:
        return number_in_kana(number) + "プン"
    return number_in_kana(number) + sound


def _half_voiced(sound: str) -> str:
    return chr(ord(sound[0]) + 2) + sound[1:]


def _voiced(sound: str) -> str:
    return chr(ord(sound[0]) + 1) + sound[1:]


def _plain(match: re.Match[str]) -> str:
    whole, _, decimals = match.group().partition(".")
    code = len(whole) > 16 or (len(whole) > 1 and whole.startswith("0"))
    text = "".join(_DIGITS[int(d)] for d in whole) if code else number_in_kana(int(whole))
    return text + ("テン" + "".join(_DIGITS[int(d)] for d in decimals) if decimals else "")
