"""A line being typed: the text, the cursor in it, and what was said before.

Knows no screen. A character is what a person takes for one: marks that stand on a letter go with
it, and so do the parts of a joined sign.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from schemas.phrase import LINE_MAX

WANTED_MAX = 200  # characters searched for

_WORD_LEFT = re.compile(r"\S+\s*\Z")
_WORD_RIGHT = re.compile(r"\s*\S+")
# Marks, joiners and what they join, and the two halves of a flag, belong to the letter before.
_GLYPH = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}|.(?:[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff\ufe00-\ufe0f"
    "\U0001f3fb-\U0001f3ff]|\u200d.)*",
    re.DOTALL,
)


@dataclass
class Editor:
    """One line. ``limit`` is in bytes, as a phrase's is."""

    text: str = ""
    at: int = 0
    limit: int = LINE_MAX

    def put(self, text: str, at: int | None = None) -> None:
        """Another text in the place of this one; the cursor at its end unless said."""
        self.text = text
        self.at = len(text) if at is None else at

    def insert(self, more: str) -> bool:
        """Type this; False, and nothing happens, when it is too much."""
        text = self.text[: self.at] + more + self.text[self.at :]
        if len(text.encode("utf-8", "surrogatepass")) > self.limit:
            return False
        self.put(text, self.at + len(more))
        return True

    def move(self, by: int) -> None:
        """So many characters to the right, or to the left."""
        stops = self._stops()
        place = max(stop for stop in range(len(stops)) if stops[stop] <= self.at)
        self.at = stops[max(0, min(len(stops) - 1, place + by))]

    def word(self, way: int) -> None:
        """To the next beginning or end of a word."""
        if way < 0:
            self.at = self._word_start()
        elif found := _WORD_RIGHT.match(self.text, self.at):
            self.at = found.end()
        else:
            self.at = len(self.text)

    def erase(self, by: int) -> None:
        """So many characters to the right, or to the left."""
        before = self.at
        self.move(by)
        start, end = sorted((before, self.at))
        self.put(self.text[:start] + self.text[end:], start)

    def erase_word(self) -> None:
        """The word to the left."""
        start = self._word_start()
        self.put(self.text[:start] + self.text[self.at :], start)

    def _word_start(self) -> int:
        found = _WORD_LEFT.search(self.text[: self.at])
        return found.start() if found else 0

    def _stops(self) -> list[int]:
        """The places the cursor may stand at."""
        return [*(found.start() for found in _GLYPH.finditer(self.text)), len(self.text)]


@dataclass
class Recall:
    """What was said before, the newest last, and where among it one is looking."""

    said: Sequence[str]
    draft: str = ""  # what was typed before looking back
    back: int = 0  # 0: the draft; 1: the last that was said

    def step(self, by: int, text: str) -> str | None:
        """The line earlier (-1) or later (+1); None at either end."""
        back = self.back - by
        if not 0 <= back <= len(self.said):
            return None
        if self.back == 0:
            self.draft = text
        self.back = back
        return self.said[-back] if back else self.draft


@dataclass
class Search:
    """A search through what was said, from the newest back."""

    said: Sequence[str]
    wanted: str = ""
    skip: int = 0  # matches passed by
    before: str = field(default="")  # the line as it was

    @property
    def matches(self) -> list[str]:
        """Every different line with these words, the newest first."""
        wanted = self.wanted.casefold()
        return list(
            dict.fromkeys(line for line in reversed(self.said) if wanted in line.casefold())
        )

    @property
    def found(self) -> str | None:
        """The line the search has come to."""
        matches = self.matches if self.wanted else []
        return matches[min(self.skip, len(matches) - 1)] if matches else None

    def older(self) -> None:
        """Go on to the match before."""
        self.skip = min(self.skip + 1, max(0, len(self.matches) - 1))

    def narrow(self, wanted: str) -> bool:
        """Search for other words, from the newest again; False when they are too many."""
        if len(wanted) > WANTED_MAX:
            return False
        self.wanted, self.skip = wanted, 0
        return True
