"""Promises of the second wall: nothing that acts on a terminal leaves any widget."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.control import Control
from rich.segment import Segment
from rich.style import Style

from console.widgets.wall import ASCII, WALL, safe, visible

# isort: split
from textual.app import App, ComposeResult
from textual.color import Color
from textual.filter import LineFilter
from textual.widget import Widget
from textual.widgets import Input, Label

from schemas.text import clean_line

BLACK = Color(0, 0, 0)
ACTING = (
    "\x00\x07\x1b\t\n\x7f\x85\x9b\x9d\u061c\u200e\u2028\u202e\u2066\ufeff\ufffa\U000e0041\ud800"
)


def walled(*texts: str) -> list[str]:
    """The texts of a line behind the wall."""
    return [text for text, _, _ in WALL.apply([Segment(text) for text in texts], BLACK)]


def test_a_line_without_acting_characters_passes_as_it_is() -> None:
    line = [Segment("│ Zürich 日本語 ▶ │")]
    assert WALL.apply(line, BLACK) is line


@pytest.mark.parametrize("character", ACTING)
def test_an_acting_character_becomes_one_sign_and_the_line_keeps_its_width(character: str) -> None:
    line = f"a{character}b   "
    (shown,) = walled(line)
    assert character not in shown
    assert cell_len(shown) == cell_len(line)
    assert shown.rstrip() in {"a␀b", "a␇b", "a␛b", "a␉b", "a␊b", "a␡b", "a�b"}


@given(st.lists(st.text() | st.text(f"{ACTING}ab 日"), max_size=4))
def test_no_line_holds_an_acting_character_or_another_width(texts: list[str]) -> None:
    shown = "".join(walled(*texts))
    assert visible(shown) == shown
    assert cell_len(shown) == sum(map(cell_len, texts))


def test_the_sign_takes_a_blank_and_leaves_what_stands_behind_it_in_its_place() -> None:
    assert walled("│", "\x1b[31mred   ", "│") == ["│", "␛[31mred  ", "│"]


def test_control_segments_are_ours_and_pass() -> None:
    move = Control.move_to(1, 1).segment
    assert WALL.apply([move, Segment("\x1b")], BLACK)[0] is move


def test_a_link_that_would_act_is_no_link() -> None:
    style = Style(bold=True, link="file://x\x1b\\\x1b]52;c;x\x07")
    (segment,) = WALL.apply([Segment("x", style)], BLACK)
    assert segment.style is not None
    assert (segment.style.link, segment.style.bold) == (None, True)
    fine = [Segment("x", Style(link="https://example.org"))]
    assert WALL.apply(fine, BLACK) is fine


@given(st.text(ACTING.replace("\ud800", "") + "ab⟨⟩"))
def test_what_the_first_wall_cleaned_the_second_leaves_alone(text: str) -> None:
    assert visible(clean_line(text)) == clean_line(text)


def test_data_is_never_read_as_markup() -> None:
    for text in ("[/]", "[@click=app.quit]x[/]", "[E-7]", "[b]"):
        assert safe(text).plain == text
        assert safe(text).spans == []


def test_ascii_draws_every_sign_of_ours_in_one_cell_and_leaves_names_alone() -> None:
    line = "╭──┬══▶ ● ✕ ✓ → … ↑3 │ ⟨U+202E⟩ ␛ � ▊ Zoë"
    (segment,) = ASCII.apply([Segment(line)], BLACK)
    assert segment.text == "+--+==> * x v > ~ ^3 | <U+202E> ? ? # Zoë"


class Fields(App[None]):
    """What other widgets do with a hostile text."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The wall first."""
        return [WALL, *super().get_line_filters()]

    def compose(self) -> ComposeResult:
        """A field and two labels, all hostile."""
        yield Input("\x1b]52;c;x\x07\u202e", placeholder="\x9b")
        yield Label(safe("[/]\x1b[31m"))
        yield Label("\x1b]0;title\x07", markup=False)


def test_no_widget_lets_an_acting_character_through() -> None:
    async def look() -> str:
        app = Fields()
        async with app.run_test(size=(40, 8)):
            strips = [
                strip
                for widget in app.screen.walk_children(Widget)
                for strip in widget.render_lines(widget.outer_size.region)
            ]
            return "".join(strip.text for strip in strips)

    drawn = asyncio.run(look())
    assert visible(drawn) == drawn
    assert "[/]⟨U+001B⟩[31m" in drawn
    assert "␛]52;c;x�" in drawn
