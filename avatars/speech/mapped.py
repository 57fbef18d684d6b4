"""A text that remembers, for each of its characters, which character of the original it came from."""

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Mapped:
    """`places[i]`: index in the original of the i-th character."""

    text: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "Mapped":
        """The original itself."""
        return cls(text, tuple(range(len(text))))

    def sub(self, pattern: str | re.Pattern[str], put: str | Callable[[re.Match[str]], str]) -> "Mapped":
        """Like re.sub; what is put in belongs to what it replaces. `put` is literal text."""
        text, places, last = "", [], 0
        for match in re.finditer(pattern, self.text):
            new = put if isinstance(put, str) else put(match)
            start, end = match.span()
            text += self.text[last:start] + new
            places += [*self.places[last:start], *self._spread(start, end, new)]
            last = end
        return Mapped(text + self.text[last:], (*places, *self.places[last:]))

    def _spread(self, start: int, end: int, new: str) -> list[int]:
        """A part of what was there keeps its places; a sign for each sign too; the rest has the first one's."""
        count, kept = len(new), self.text.find(new, start, end)
        if not count:
            return []
        if kept >= 0 or end - start == count:
            first = kept if kept >= 0 else start
            return list(self.places[first : first + count])
        place = self.places[start] if start < len(self.places) else (self.places[-1] if self.places else 0)
        return [place] * count

    def place(self, index: int) -> int:
        """The original's index of character `index` (the nearest one where out of range)."""
        return self.places[min(max(index, 0), len(self.places) - 1)] if self.places else 0
