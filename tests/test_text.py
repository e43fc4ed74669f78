"""The first wall: what people type becomes visible, never acts, and is never lost."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from schemas.text import LINE_MAX, Line, Text, clean_line, clean_text, cut

LINE: TypeAdapter[str] = TypeAdapter(Line)
TEXT: TypeAdapter[str] = TypeAdapter(Text)
NAUGHTY: list[str] = json.loads((Path(__file__).parent / "data" / "blns.json").read_text())

ESCAPES = [
    "[/]",
    "[@click=app.quit]x[/]",
    "\x1b]52;c;aGk=\x07",
    "\x1b[2J",
    "\x9b31m",
    "a\u202eb",
    "\u2066x\u2069",
    "x\U000e0041\U000e007f",
    "\ufeffx",
    "\x00",
    "a\x7fb",
    "line one\nline two\r",
    "\u2028\u2029",
]


def _acts(character: str) -> bool:
    return unicodedata.category(character) == "Cc" or character in "\u202e\u2066\u2069\ufeff"


@pytest.mark.parametrize("text", ESCAPES, ids=ascii)
def test_what_could_act_on_a_terminal_is_shown_instead(text: str) -> None:
    assert not any(_acts(c) for c in clean_line(text))
    assert not any(_acts(c) and c != "\n" for c in clean_text(text))


def test_nothing_is_deleted_silently() -> None:
    assert clean_line("a\u202eb\x1b[0m") == "a⟨U+202E⟩b⟨U+001B⟩[0m"
    assert clean_line("two\nlines") == "two⟨U+000A⟩lines"
    assert clean_text("two\nlines\tand a tab") == "two\nlines and a tab"


def test_a_pile_of_combining_marks_is_counted_not_drawn() -> None:
    assert clean_line("Z" + "\u0353" * 50 + "!").endswith("⟨+46 marks⟩!")


def test_half_a_character_is_refused_with_what_to_do() -> None:
    with pytest.raises(ValidationError, match="lone surrogate"):
        LINE.validate_python("\ud800")


@pytest.mark.parametrize("text", ["   ", "\u3164", "\u200b\u2060", "\u034f\u180e\u115f"])
def test_a_text_in_which_nothing_can_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="nothing that can be read"):
        LINE.validate_python(text)


def test_a_line_too_long_is_refused_and_never_cut() -> None:
    assert LINE.validate_python("x" * LINE_MAX) == "x" * LINE_MAX
    with pytest.raises(ValidationError, match="at most 500"):
        LINE.validate_python("x" * (LINE_MAX + 1))


@pytest.mark.parametrize("number", range(len(NAUGHTY)))
def test_every_naughty_string_is_taken_or_refused_and_stays_as_it_became(number: int) -> None:
    for kind in (LINE, TEXT):
        try:
            once = kind.validate_python(NAUGHTY[number])
        except ValidationError:
            text = clean_text(NAUGHTY[number])
            assert len(text) > LINE_MAX or not text.strip()
            continue
        assert kind.validate_python(once) == once
        assert not any(_acts(c) and c != "\n" for c in once)


@given(st.text(max_size=200))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    try:
        once = clean_text(text)
    except ValueError:
        return
    assert clean_text(once) == once
    assert clean_line(clean_line(text)) == clean_line(text)
    assert not any(_acts(c) for c in clean_line(text))


def test_what_a_line_has_no_room_for_is_seen_to_be_missing_and_its_end_is_kept() -> None:
    assert cut("short", "; waits on lee") == "short; waits on lee"
    long = cut("x" * 900, "; waits on lee")
    assert (len(long), long[-16:]) == (LINE_MAX, "x…; waits on lee")
    assert len(cut("x" * 900, "y" * 900)) == LINE_MAX
