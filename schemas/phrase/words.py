"""A line as people type it, cut into words: quotes, keys, commas, and back again.

A quote opens only where a value begins (``"Mill & 3rd"``, ``in="Mill & 3rd"``, ``a,"b c"``), so
``6'2"`` is an ordinary word. Inside quotes a backslash saves ``"`` and ``\\``. Every pattern here
is linear in the length of the line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from schemas.text import clean_line

SHOWN_MAX = 40  # characters of somebody's word repeated in a sentence about it

_QUOTED = r'"(?:[^"\\]|\\.)*+"'
_VALUE = rf'(?:{_QUOTED}(?=[\s;,]|\Z)|[^\s;,"][^\s;,]*+)?'
_KEY = r"([A-Za-z][A-Za-z_]*+)="
_WORD = re.compile(rf"\s*+((?:{_KEY})?({_VALUE}(?:,{_VALUE})*+))", re.DOTALL)
_PART = re.compile(_VALUE, re.DOTALL)
_WHOLE = re.compile(_QUOTED, re.DOTALL)
_BLANKS = re.compile(r"\s*+")
_SOLID = re.compile(r"\S*+")
_SAVED = re.compile(r'\\(["\\])')
_ID = re.compile(r"[A-Za-z0-9#~@./-]+")
_UNSAFE = re.compile(rf'[\s;"]|\A{_KEY}')


class Word(NamedTuple):
    """One word of the line. ``key`` is in lower case; ``value`` is what stands after it."""

    start: int
    end: int
    key: str | None
    value: str
    closed: bool  # False: a quote that does not end, or something hangs on its end

    @property
    def quoted(self) -> bool:
        """Whether the whole word is in quotes, so it is a value whatever it looks like."""
        return self.key is None and self.value.startswith('"')

    @property
    def text(self) -> str:
        """The value as one text, without its quotes."""
        if '"' not in self.value:
            return self.value
        return ",".join(part.text for part in self.parts())

    def parts(self) -> Iterator[Part]:
        """The values between the commas."""
        at = 0
        start = self.end - len(self.value)
        while at <= len(self.value):
            found = _PART.match(self.value, at)
            assert found, "the pattern matches nothing as well"
            yield Part(start + at, start + found.end(), unquoted(found[0]), bool(found[0]))
            at = found.end() + 1


class Part(NamedTuple):
    """One value of a word that carries several. ``given``: there is something, if only quotes."""

    start: int
    end: int
    text: str
    given: bool


def skip_blanks(line: str, at: int) -> int:
    """The next place with something in it, or the end."""
    found = _BLANKS.match(line, at)
    return found.end() if found else at


def word_at(line: str, at: int) -> Word | None:
    """The next word from here; None at the end and before ``;``."""
    found = _WORD.match(line, at)
    assert found, "the pattern matches nothing as well"
    whole, key, value = found.groups()
    end = found.end()
    closed = end == len(line) or line[end] == ";" or line[end].isspace()
    if closed and not whole:
        return None
    if not closed:
        rest = _SOLID.match(line, end)
        end = rest.end() if rest else end
        value = line[found.start(3) : end]
    return Word(found.start(1), end, key and key.lower(), value, closed)


def unquoted(text: str) -> str:
    """Without the one pair of quotes around the whole; anything else stays as it is."""
    if text.startswith('"') and _WHOLE.fullmatch(text):
        return _SAVED.sub(r"\1", text[1:-1])
    return text


def quoted(text: str) -> str:
    """In quotes, so that ``unquoted`` gives exactly this back."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def is_quoted(text: str) -> bool:
    """Whether one pair of quotes stands around the whole."""
    return text.startswith('"') and _WHOLE.fullmatch(text) is not None


def safe(text: str, among: bool = False) -> str:
    """As one word: in quotes when it must be. ``among``: one of several, parted by commas."""
    return quoted(text) if not text or _UNSAFE.search(text) or (among and "," in text) else text


def shown(text: str) -> str:
    """A word of theirs as it may stand in a sentence: short, and nothing in it acts."""
    clean = clean_line(text[: SHOWN_MAX + 1].encode("utf-8", "replace").decode())
    return f"“{clean[:SHOWN_MAX]}…”" if len(clean) > SHOWN_MAX else f"“{clean}”"


def named(id: str) -> str:
    """An id in a sentence: bare when it looks like one, else as any other word."""
    return id if len(id) <= SHOWN_MAX and _ID.fullmatch(id) else shown(id)


def cells(text: str) -> int:
    """How many columns a terminal gives this text (wide characters two, combining marks none)."""
    return sum(_WIDTH.get(_sort(character), 1) for character in text)


_WIDTH = {"W": 2, "F": 2, "Mn": 0, "Me": 0, "Cf": 0}


def _sort(character: str) -> str:
    wide = unicodedata.east_asian_width(character)
    return wide if wide in "WF" else unicodedata.category(character)
