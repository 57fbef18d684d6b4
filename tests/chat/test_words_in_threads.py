"""The written answers of one process are sought from several threads at once."""

from concurrent.futures import ThreadPoolExecutor
from itertools import product

from projects.chat.similar.words import stemmer

ENDINGS = ("ing", "ational", "s", "edly", "fulness")


def test_stems_are_the_same_from_many_threads() -> None:
    def stems(part: str) -> list[str]:
        return [
            stemmer("en")(f"{part}{a}{b}{end}")
            for a, b in product("aeiouwtrlk", "bdgmnpst")
            for end in ENDINGS
        ]

    parts = ["hold", "conver", "walk", "operat", "happi", "relat", "quick", "sens"]
    with ThreadPoolExecutor(len(parts)) as threads:
        together = list(threads.map(stems, parts))
    stemmer.cache_clear()
    assert together == [stems(part) for part in parts]
