"""Korean words without their particles and endings: enough of a stem to compare by."""

import re
from functools import cache

PARTICLES = (
    "은 는 이 가 을 를 에 의 도 만 와 과 로 으로 에서 에게 한테 께서 께 까지 부터 보다 처럼 마다 이나 나 랑 이랑 하고 라는 "
    "이라는 란 이란 에는 에도 에서는 에서도 으로는 으로도 로도 로는 으로서 요 이요 이라도 라도 밖에 들 들이 들은 들을 들의 들도 만의 만큼 대로 "
    "에게서 한테서 이라고 라고 조차 뿐"
)
ENDINGS = (
    "다 요 어요 아요 여요 해요 해 하나요 하죠 할까요 합니까 합니다 했어요 하는 한 할 하면 하려면 하고 하게 하지 하기 하여 해서 했나요 "
    "인가요 인가 이에요 예요 이야 야 죠 지요 나요 니까 습니까 습니다 ㅂ니다 을까요 ㄹ까요 까요 을까 는데 는지 은지 은 을 는 네요 세요 으세요 "
    "시나요 으시나요 려면 으려면 려고 으려고 고 게 지 기 면 으면 서 어서 아서 어도 아도 도 던 었어요 았어요 였어요 었나요 았나요 됐나요 되나요 "
    "돼요 되는 된 될 되면 됩니까 됩니다 되죠 주세요 줘요 줘 주나요 있나요 있어요 없나요 없어요 건가요 거예요 는가요 은가요 을래요 고요 구요 라 냐"
)
SUFFIXES = sorted(set(f"{PARTICLES} {ENDINGS}".split()), key=len, reverse=True)
DIGITS = re.compile(r"^\d+")


@cache
def known_suffixes() -> frozenset[str]:
    return frozenset(SUFFIXES)


def stem(word: str) -> str:
    """The word without its last particle or ending, and once more; one syllable at least is left."""
    word = DIGITS.sub("", word) or word
    for _ in range(2):
        for suffix in SUFFIXES:
            if len(word) > len(suffix) and word.endswith(suffix):
                word = word[: -len(suffix)]
                break
    return word


def holds(word: str, wanted: str) -> bool:
    """Whether `word` is `wanted` with particles, endings or another noun; one syllable must stand alone."""
    bare = DIGITS.sub("", word) or word
    if len(wanted) > 1:
        return wanted in bare
    return bare.startswith(wanted) and (len(bare) == 1 or bare[1:] in known_suffixes())
