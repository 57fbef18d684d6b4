"""Korean words without their particles and endings: enough of a stem to compare by."""

import re

PARTICLES = (
    "은 는 이 가 을 를 에 의 도 만 와 과 로 으로 에서 에게 한테 께서 께 까지 부터 보다 "
    "처럼 마다 이나 나 랑 이랑 하고 라는 이라는 란 이란 에는 에도 에서는 에서도 으로는 으로도 "
    "로도 로는 으로서 요 이요 이라도 라도 밖에 들 들이 들은 들을 들의 들도 만의 만큼 대로 "
    "에게서 한테서 이라고 라고 조차 뿐 "
)
ENDINGS = (
    "다 요 어요 아요 여요 해요 해 하나요 하죠 할까요 합니까 합니다 했어요 하는 한 할 하면 "
    "하려면 하고 하게 하지 하기 하여 해서 했나요 인가요 인가 이에요 예요 이야 야 죠 지요 나요 "
    "니까 습니까 습니다 ㅂ니다 을까요 ㄹ까요 까요 을까 는데 는지 은지 은 을 는 네요 세요 "
    "으세요 시나요 으시나요 려면 으려면 려고 으려고 고 게 지 기 면 으면 서 어서 아서 어도 "
    "아도 도 던 었어요 았어요 였어요 었나요 았나요 됐나요 되나요 돼요 되는 된 될 되면 됩니까 "
    "됩니다 되죠 주세요 줘요 줘 주나요 있나요 있어요 없나요 없어요 건가요 거예요 는가요 은가요 "
    "을래요 고요 구요 라 냐 해도 했는데 았는데 었는데 졌어요 졌나요 졌는데 되어 되어요 된다 "
    "되지 하죠 하던 하니 하니까 하며 스럽게 롭게 시킬 시켜 돼도 져요 지요 실까요 "
)
ALL_PARTICLES = frozenset(PARTICLES.split())
SUFFIXES = sorted(ALL_PARTICLES | set(ENDINGS.split()), key=len, reverse=True)
SUFFIX_SET = frozenset(SUFFIXES)
# Stems that carry grammar: "there is", "do", "become", "how", "I", "we", "thing".
GRAMMAR_WORDS = (
    "있 없 하 되 돼 된 될 어떻 어떠 어떤 어때 이 그 저 제 내 나 저희 우리 수 것 거 게 "
    "걸 건 좀 더 그래 그래도 그럼 그리 주 지금 때 중 분 당신 너 무슨 이런 그런 정말 혹시 "
    "않 안 못 잘 할 해 한 같 위해 위한 가 오 줄 드리 하시 되시 계시 대해 관해 관한 해야 "
    "하면 하려 되어 되면 보내 모든 다 또 그냥 제발 바로 현재 요즘 말씀 가장 제일 "
)
GRAMMAR = frozenset(GRAMMAR_WORDS.split())
CONTRACTED = ("해", "했", "한", "할", "합", "함")  # "말하다" is also "말해요", "말한", "말할"
DIGITS = re.compile(r"^\d+")


def stem(word: str) -> str:
    """The word without its ending or its particles; one syllable at least is left, two after a second particle."""
    word = DIGITS.sub("", word) or word
    suffix = last_suffix(word, 1)
    bare = word[: len(word) - len(suffix)]
    if suffix in ALL_PARTICLES:
        second = last_suffix(bare, 2)
        if second in ALL_PARTICLES:
            bare = bare[: len(bare) - len(second)]
    return bare


def last_suffix(word: str, left: int) -> str:
    """The longest known suffix that leaves `left` syllables at least; "" where there is none."""
    for suffix in SUFFIXES:
        if len(word) >= len(suffix) + left and word.endswith(suffix):
            return suffix
    return ""


def holds(word: str, wanted: str) -> bool:
    """Whether `word` is `wanted` with endings, or a compound that ends with it; one syllable must stand alone."""
    bare = DIGITS.sub("", word) or word
    if len(wanted) == 1:
        return bare.startswith(wanted) and (len(bare) == 1 or bare[1:] in SUFFIX_SET)
    root = stem(bare)
    compound = len(root) >= len(wanted) + 2 and root.endswith(wanted)
    return bare.startswith(wanted) or compound or is_contracted(bare, wanted)


def is_contracted(bare: str, wanted: str) -> bool:
    """Whether `bare` is the verb `wanted`, which ends in "하", in one of its contracted forms."""
    head = wanted[:-1]
    return wanted.endswith("하") and bare.startswith(head) and bare.startswith(CONTRACTED, len(head))
