import pytest

from avatars.speech.scripts import readable
from avatars.speech.scripts.japanese_latin import latin_in_kana
from avatars.speech.scripts.japanese_numbers import number_in_kana
from avatars.speech.scripts.numerals import chinese_numeral, japanese_numeral
from avatars.speech.speakable import speakable


def read(text: str, language: str) -> str:
    return readable(speakable(text), language).text.strip()


@pytest.mark.parametrize(
    ("text", "kana"),
    [
        ("私は東京へ行きます。", "ワタシワ トーキョーエ イキマス。"),
        ("3本", "サンボン"),
        ("1本", "イッポン"),
        ("10分", "ジュップン"),
        ("30分", "サンジュップン"),
        ("4時", "ヨジ"),
        ("9月20日", "クガツ ハツカ"),
        ("8個", "ハッコ"),
        ("1人", "ヒトリ"),
        ("3.5", "サンテンゴ"),
        ("AI", "エーアイ"),
        ("ｶﾀｶﾅ", "カタカナ"),
    ],
)
def test_japanese_becomes_kana(text: str, kana: str) -> None:
    assert read(text, "ja") == kana


def test_japanese_numbers() -> None:
    assert number_in_kana(0) == "ゼロ"
    assert number_in_kana(18_603) == "イチマンハッセンロッピャクサン"
    assert number_in_kana(1_000) == "セン"
    assert japanese_numeral(2024) == "二千二十四"


def test_latin_words_in_japanese_sound_japanese() -> None:
    assert latin_in_kana("Google") == "グーグル"
    assert latin_in_kana("ChatGPT").endswith("ジーピーティー")


@pytest.mark.parametrize(
    ("number", "hanzi"),
    [(0, "零"), (10, "十"), (12, "十二"), (105, "一百零五"), (2024, "二千零二十四"), (10_005, "一万零五"),
     (100_000_000, "一亿")],
)  # fmt: skip
def test_chinese_numerals(number: int, hanzi: str) -> None:
    assert chinese_numeral(number) == hanzi


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2024年", "二零二四年"),
        ("100%", "百分之一百"),
        ("去哪儿", "去哪里"),
        ("女儿玩儿", "女儿玩"),
        ("20:30", "二十点三十分"),
        ("用GPT写", "用 GPT 写"),
    ],
)
def test_chinese_numbers_and_rhotics(text: str, said: str) -> None:
    assert read(text, "zh") == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3시 30분", "세 시 30분"),
        ("20명", "스무 명"),
        ("21살", "스물한 살"),
        ("3개월", "3개월"),
        ("한자(漢字)입니다", "한자 입니다"),
        ("ㅋㅋㅋ 좋아요", "좋아요"),
    ],
)
def test_korean_counts_in_its_own_numbers(text: str, said: str) -> None:
    assert read(text, "ko") == said


@pytest.mark.parametrize("language", ["ja", "zh", "ko", "en"])
def test_every_sign_knows_its_place_in_the_original(language: str) -> None:
    text = "  **2024年** 3本, 漢字 😀 AI는 熊 $5 50%!"
    said = readable(speakable(text), language)
    assert len(said.places) == len(said.text)
    assert all(0 <= place < len(text) for place in said.places)
    assert list(said.places) == sorted(said.places)
