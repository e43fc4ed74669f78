"""Promises of the columns of a board: they fit, and a text never leaves its cell."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from console.boards import agencies, roles
from console.widgets.columns import GUTTER, Column, fit, lay_out, reach
from console.widgets.rows import Cell, Row

COLUMNS = (
    Column("Unit", width=8, keep=2),
    Column("State", width=10, keep=2),
    Column("Since", width=5, keep=1),
    Column("Incident", width=8),
    Column("What", width=10, share=3, keep=1),
    Column("Agency", width=6, share=1),
)


def kept(width: int) -> list[str]:
    """The titles of the columns that fit."""
    return [COLUMNS[slot.column].title for slot in lay_out(COLUMNS, width)]


def test_the_rightmost_of_the_least_kept_columns_go_first() -> None:
    assert kept(80) == ["Unit", "State", "Since", "Incident", "What", "Agency"]
    assert kept(50) == ["Unit", "State", "Since", "Incident", "What"]
    assert kept(40) == ["Unit", "State", "Since", "What"]
    assert kept(30) == ["Unit", "State", "Since"]
    assert kept(20) == ["Unit", "State"]
    assert kept(12) == ["Unit"]


@pytest.mark.parametrize("width", [72, 80, 85])  # of the first pane: of two, alone, of three
@pytest.mark.parametrize(
    ("columns", "title", "text"),
    [
        (roles.COLUMNS, "POST", "  PIO Public Information Officer"),
        (roles.COLUMNS, "POST", "  OSC Operations Section Chief"),
        (roles.COLUMNS, "REACHED BY, NOTE", "555-0101"),
        (agencies.COLUMNS, "NAME", "Ashford Police"),
        (agencies.COLUMNS, "NAME", "School District"),
        (agencies.COLUMNS, "OWES, REACHED BY", "tel 555-0101"),
    ],
)
def test_a_usual_title_and_name_and_phone_are_read_whole(
    columns: Sequence[Column], title: str, text: str, width: int
) -> None:
    slots = {columns[slot.column].title: slot for slot in lay_out(columns, width)}
    assert fit(text, slots[title].width).rstrip() == text


def test_what_is_left_over_is_shared_out_to_the_last_cell() -> None:
    slots = lay_out(COLUMNS, 200)
    assert slots[-1].end == 200
    assert [slot.width for slot in slots] == [8, 10, 5, 8, 10 + 110, 6 + 37]


@given(
    st.lists(st.builds(Column, width=st.integers(1, 30), share=st.integers(0, 3)), min_size=1),
    st.integers(1, 250),
)
def test_columns_never_overlap_nor_leave_the_line(columns: list[Column], width: int) -> None:
    end = GUTTER - 1
    for slot in lay_out(columns, width):
        assert slot.start == end + 1
        end = slot.end
    assert end <= width


HARD = "ab 日語👍🏽👨‍👩‍👧⚠️e\u0301\u0301\u200b\u00ad\u202e\x1b\x9b\n\U000e0041\ud800🇨🇭…"


@given(st.text() | st.text(HARD), st.integers(0, 40), st.sampled_from(["left", "right"]))
def test_a_text_fills_its_cell_and_never_more(text: str, width: int, align: str) -> None:
    fitted = fit(text, width, "right" if align == "right" else "left")
    assert cell_len(fitted) == width
    assert cell_len("".join(sorted(fitted))) == width, "nothing in it depends on being joined"


@pytest.mark.parametrize(
    ("text", "width", "fitted"),
    [
        ("E12", 5, "E12  "),
        ("Evacuate", 5, "Evac…"),
        ("日本語の", 8, "日本語の"),
        ("日本語の", 7, "日本語…"),
        ("日本語の", 6, "日本 …"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
        ("👨‍👩‍👧", 6, "👨👩👧"),
        ("⚠️ fire", 6, "⚠ fire"),
        ("a\u202eb", 12, "a⟨U+202E⟩b  "),
        ("half \ud800", 14, "half ⟨U+D800⟩"),
        ("x", 0, ""),
        ("xy", 1, "…"),
    ],
)
def test_a_cut_text_ends_with_a_sign_that_it_was_cut(text: str, width: int, fitted: str) -> None:
    assert fit(text, width) == fitted + " " * (width - cell_len(fitted))


def test_numbers_can_stand_at_the_right_of_their_column() -> None:
    assert fit("17m", 5, "right") == "  17m"


def test_only_the_part_of_a_line_that_changed_is_drawn_again() -> None:
    slots = lay_out(COLUMNS, 40)
    old = Row("E12", ("E12", "free", "14:05", "INC-4", "-", "fire"))
    assert reach(slots, old, Row("E12", ("E12", "free", "14:06", "INC-4", "-", "fire")), 40) == 26
    assert reach(slots, old, Row("E12", ("E12", "free", "14:05", "INC-4", "-", "EMS")), 40) == 0
    out = Row("E12", ("E12", Cell("OUT", "warning"), "14:05", "INC-4", "-", "fire"))
    assert reach(slots, old, out, 40) == 20
    assert reach(slots, old, Row("E12", old.cells, tone="dim"), 40) == 40
    head = Row("h", ("FREE (3)",), section=True)
    assert reach(slots, head, Row("h", ("FREE (2)",), section=True), 40) == 40
    assert reach(slots, head, head, 40) == 0
