"""The first wall: text as people may type it, made safe to keep, to send and to show.

Nothing is deleted silently, because what was typed is evidence: a character that could act on a
terminal or turn a line around becomes visible as ``⟨U+202E⟩``. Cleaning is idempotent.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from pydantic import BeforeValidator, StringConstraints

LINE_MAX = 500  # characters of one line, after cleaning
TEXT_MAX = 4_000  # characters of a text of several lines, after cleaning
NAME_MAX = 80  # characters of a name of a person, an agency, an incident
MARKS_MAX = 4  # combining marks kept on one character; the rest is counted, not drawn

# What acts instead of being read. C0 (newline apart), DEL, C1; line and paragraph separators;
# bidirectional controls; interlinear annotation; the byte order mark; tag characters.
ACTING = (
    "\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
)
_ACTING_IN_TEXT = re.compile(f"[{ACTING}]")
_ACTING_IN_LINE = re.compile(f"[\n{ACTING}]")


def shown(character: str) -> str:
    """One acting character as the visible sign that stands for it."""
    return f"⟨U+{ord(character):04X}⟩"


def _visible(match: re.Match[str]) -> str:
    return shown(match[0])


def _capped(text: str) -> str:
    """Keep at most MARKS_MAX combining marks in a row and say how many more there were."""
    out: list[str] = []
    run = 0
    for character in text:
        if unicodedata.category(character) in ("Mn", "Me"):
            run += 1
            if run <= MARKS_MAX:
                out.append(character)
            continue
        if run > MARKS_MAX:
            out.append(f"⟨+{run - MARKS_MAX} marks⟩")
        run = 0
        out.append(character)
    if run > MARKS_MAX:
        out.append(f"⟨+{run - MARKS_MAX} marks⟩")
    return "".join(out)


# What a terminal draws as nothing, blanks among it: a text of nothing else says nothing.
_NOTHING = re.compile(
    "[\\s\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\uffa0]*"
)


def _clean(text: str, acting: re.Pattern[str]) -> str:
    if text.isascii() and text.isprintable() and not text.isspace():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("holds half a character (a lone surrogate); type it again") from None
    text = _capped(unicodedata.normalize("NFC", text.replace("\t", " ")))
    return acting.sub(_visible, text)


def _said(text: str) -> str:
    if text and _NOTHING.fullmatch(text):
        raise ValueError("holds nothing that can be read; say something")
    return text


def clean_text(text: str) -> str:
    """Several lines: newlines stay, everything else that acts is made visible."""
    return _clean(text.replace("\r\n", "\n"), _ACTING_IN_TEXT)


def clean_line(text: str) -> str:
    """One line: a newline is made visible too."""
    return _clean(text, _ACTING_IN_LINE)


def _line(value: object) -> object:
    return _said(clean_line(value)) if isinstance(value, str) else value


def _text(value: object) -> object:
    return _said(clean_text(value)) if isinstance(value, str) else value


Line = Annotated[str, StringConstraints(min_length=1, max_length=LINE_MAX), BeforeValidator(_line)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=TEXT_MAX), BeforeValidator(_text)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=NAME_MAX), BeforeValidator(_line)]


def cut(text: str, then: str = "") -> str:
    """As much as a line takes, and after it what must not be lost; the record has the whole."""
    end = _short(then, LINE_MAX // 2)
    return f"{_short(text, LINE_MAX - len(end))}{end}"


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
