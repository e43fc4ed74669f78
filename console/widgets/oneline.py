"""One line of the frame, of which only the cells that changed are sent.

Header, tabs, bar, answer and footer are lines of this kind: said whole each time, compared with
what was painted, and sent from the first cell that differs to the last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Literal

from console import quiet  # noqa: F401

# isort: split
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from console.widgets.columns import CUT, drawn

Tone = Literal["plain", "dim", "strong", "warning", "danger", "bar", "here", "cursor", "wrong"]
TONES: tuple[Tone, ...] = (
    "plain",
    "dim",
    "strong",
    "warning",
    "danger",
    "bar",
    "here",
    "cursor",
    "wrong",
)

TONE_CLASSES = frozenset(f"line--{tone}" for tone in TONES)  # a screen with lines has them


@dataclass(frozen=True, slots=True)
class Bit:
    """A text in one tone."""

    text: str
    tone: Tone = "plain"


Bits = Sequence[Bit]
Says = Callable[[int], tuple[Bits, Bits]]  # what stands left and right on so many cells
Glyph = tuple[str, Tone]  # what stands in one cell; "" behind a character two cells wide


def glyphs(bits: Iterable[Bit]) -> list[Glyph]:
    """What stands in each cell."""
    found: list[Glyph] = []
    for bit in bits:
        for character in drawn(bit.text):
            width = cell_len(character)
            if width:
                found.append((character, bit.tone))
                found += [("", bit.tone)] * (width - 1)
            elif found:  # it stands on the character before
                found[-1] = (found[-1][0] + character, found[-1][1])
    return found


def cut(line: list[Glyph], width: int) -> list[Glyph]:
    """At most so many cells, with a sign that there was more."""
    if len(line) <= width:
        return line
    if width < 1:
        return []
    kept = line[: width - 1]
    if line[width - 1][0] == "" and kept:  # half of a wide character
        kept[-1] = (" ", kept[-1][1])
    return [*kept, (CUT, line[width - 1][1])]


def laid_out(left: Bits, right: Bits, width: int, fill: Tone = "plain") -> list[Glyph]:
    """A line of exactly so many cells; when it is narrow the left part gives way."""
    end = cut(glyphs(right), width)
    begin = cut(glyphs(left), width - len(end) - (1 if end else 0))
    blank: list[Glyph] = [(" ", fill)]
    return begin + blank * (width - len(begin) - len(end)) + end


class OneLine(Widget):
    """One line with something at its left and something at its right edge."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    OneLine { height: 1; width: 1fr; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._says: Says = lambda width: ((), ())
        self._fill: Tone = "plain"
        self._line: list[Glyph] = []
        self._laid_out = Size(-1, -1)

    @property
    def text(self) -> str:
        """What stands there, without its blanks at the end."""
        self._take_size()
        return "".join(map(itemgetter(0), self._line)).rstrip()

    def say(self, left: Bits, right: Bits = (), *, fill: Tone = "plain") -> None:
        """Show this; what is the same already is not sent again."""
        self.say_fitting(lambda width: (left, right), fill=fill)

    def say_fitting(self, says: Says, *, fill: Tone = "plain") -> None:
        """Show what depends on the width."""
        self._says, self._fill = says, fill
        before = self._line
        self._lay_out()
        if len(before) != len(self._line):
            self.refresh()
            return
        both = zip(before, self._line, strict=True)
        changed = [at for at, (was, now) in enumerate(both) if was != now]
        if changed:
            start = self._whole(changed[0], before)
            self.refresh(Region(start, 0, changed[-1] + 2 - start, 1))

    def _whole(self, at: int, before: list[Glyph]) -> int:
        """The first cell of the character that stands here, before or now."""
        while at and (before[at][0] == "" or self._line[at][0] == ""):
            at -= 1
        return at

    def render_line(self, y: int) -> Strip:
        """The line."""
        self._take_size()
        segments = [
            Segment("".join(map(itemgetter(0), part)), self._style(tone))
            for tone, part in groupby(self._line, key=itemgetter(1))
        ]
        return Strip(segments, self.size.width)

    def _style(self, tone: str) -> Style:
        # The screen's: a set for each line would double the time a screen takes to appear.
        return self.screen.get_component_rich_style(f"line--{tone}")

    def _take_size(self) -> None:
        if self.size != self._laid_out:
            self._lay_out()

    def _lay_out(self) -> None:
        self._laid_out = self.size
        width = self.size.width
        self._line = laid_out(*self._says(width), width, self._fill)
