"""The second wall: nothing that acts on a terminal leaves any widget.

The first wall (schemas/text.py) made typed text safe to keep. This one stands last before the
terminal and trusts nobody: a file name, an error message, a paste into a field. `Wall` works on
laid-out lines, so each acting character becomes one single-cell sign; `visible` works on text
still to be laid out, so it can spell the character out.
"""

from __future__ import annotations

import re
import unicodedata

from console import quiet  # noqa: F401

# isort: split
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter

from schemas.text import ACTING, shown

# In one line a newline acts too; half a character would stop the writer that encodes it.
_ACTS = re.compile(f"[\n\ud800-\udfff{ACTING}]")
_CONTROL_PICTURES = 0x2400  # ␀ to ␟ stand for U+0000 to U+001F
_DELETE = 0x7F


def visible(text: str) -> str:
    """One line with every acting character spelt out: ``⟨U+202E⟩``."""
    if text.isascii() and text.isprintable():
        return text
    return _ACTS.sub(lambda match: shown(match[0]), text)


def safe(text: str) -> Content:
    """Data as a widget may show it: spelt out, and never read as markup."""
    return Content(visible(text))


def _sign(match: re.Match[str]) -> str:
    """A single-cell sign for an acting character."""
    code = ord(match[0])
    if code < 0x20:
        return chr(_CONTROL_PICTURES + code)
    return "␡" if code == _DELETE else "�"


def _acts(segment: Segment) -> bool:
    text, style, control = segment
    if control:
        return False
    if style is not None and style.link is not None and _ACTS.search(style.link):
        return True
    return not (text.isascii() and text.isprintable()) and _ACTS.search(text) is not None


def _unlinked(style: Style | None) -> Style | None:
    """The style without a link that would act: a link's address reaches the terminal unquoted."""
    if style is None or style.link is None or not _ACTS.search(style.link):
        return style
    return style.update_link(None)


class Wall(LineFilter):
    """Replaces what acts by a sign, and keeps the line as wide as it was."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The line as it may leave."""
        if not any(map(_acts, segments)):
            return segments
        out: list[Segment] = []
        width = over = 0
        for segment in segments:
            if segment.control:
                out.append(segment)
                continue
            text = _ACTS.sub(_sign, segment.text)
            width += segment.cell_length
            over += cell_len(text) - segment.cell_length
            # Most of what acts had no width: the blanks behind it make room for its sign.
            bare = len(text.rstrip(" "))
            spare = max(0, min(over, len(text) - bare))
            over -= spare
            out.append(Segment(text[: len(text) - spare], _unlinked(segment.style)))
        return Segment.adjust_line_length(out, width)


def _drawn(code: int) -> str:
    """The ASCII form of a character of the box drawing and block element ranges."""
    name = unicodedata.name(chr(code))
    if "BOX DRAWINGS" not in name:
        return "#"
    if " AND " in name:
        return "+"
    if name.endswith("HORIZONTAL"):
        return "=" if "DOUBLE" in name else "-"
    return "|" if name.endswith("VERTICAL") else "+"


_BOXES_AND_BLOCKS = range(0x2500, 0x25A0)
_TO_ASCII = (
    {code: _drawn(code) for code in _BOXES_AND_BLOCKS}
    | str.maketrans(
        "▶▸▲▼◀●○◆■□→←↑↓⇒✓✕✗·…–—⟨⟩‹�␡",
        ">>^v<*o*#o><^v>vxx.~--<><??",
    )
    | {_CONTROL_PICTURES + code: "?" for code in range(0x20)}
)


class Ascii(LineFilter):
    """Draws our own signs, borders and rules in ASCII. What people wrote stays as written."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The line with each sign in its ASCII form, cell for cell."""
        return [
            segment
            if segment.control or segment.text.isascii()
            else Segment(segment.text.translate(_TO_ASCII), segment.style)
            for segment in segments
        ]


# Strips remember what a filter made of them by the filter's identity, so there is one of each.
# The wall comes before Textual's own filters: those forget which segments are control segments.
WALL = Wall()
ASCII = Ascii()
