"""Promises of the lines around the boards: they fit, they are sent once, and they never mislead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from textual.color import Color

from console.answers import Answers
from console.sending import Told
from console.standing import State
from console.themes import ANSI, CONTRAST, DARK, THEMES, fitting
from console.widgets.header import Heading
from console.widgets.header import fitting as header
from console.widgets.oneline import Bit, Glyph, cut, glyphs, laid_out
from console.widgets.tabs import Tab
from console.widgets.truth import Truth, passed

NOW = datetime(2026, 7, 4, 18, 7, tzinfo=UTC)
YORK = ZoneInfo("America/New_York")
ENOUGH, MUCH = 4.5, 7.0  # contrast that most people read, and that nearly everybody does


def text(line: Sequence[Glyph]) -> str:
    """The characters of a line."""
    return "".join(character for character, _ in line)


def heading(**changes: object) -> Heading:
    """A heading as in the middle of an incident."""
    said = {
        "place": "INC-4 Oak St gas leak",
        "period": "OP2>18:00",
        "now": NOW,
        "zone": YORK,
        "truth": Bit("LIVE #1042"),
        "who": "kim of CITY",
        "exercise": None,
    }
    return Heading(**{**said, **changes})  # type: ignore[arg-type]


# -- one line ----------------------------------------------------------------------------------


def test_a_line_has_exactly_its_width_whatever_stands_in_it() -> None:
    for width in range(60):
        for left in (
            "",
            "abc",
            "日本語の長い文章がここに続きます",
            "e\u0301" * 40,
            "\x1b[2J\u202e",
        ):
            line = laid_out([Bit(left)], [Bit("right")], width)
            assert len(line) == width


def test_what_is_cut_says_so_and_no_wide_character_is_halved() -> None:
    assert text(cut(glyphs([Bit("abcdef")]), 4)) == "abc…"
    assert text(cut(glyphs([Bit("日本語")]), 4)) == "日 …"
    assert text(cut(glyphs([Bit("abc")]), 4)) == "abc"


def test_the_right_part_stays_and_the_left_part_gives_way() -> None:
    assert text(laid_out([Bit("a long text")], [Bit("end")], 12)) == "a long … end"


# -- the header --------------------------------------------------------------------------------


def test_the_header_fits_into_eighty_columns() -> None:
    line = text(laid_out(*header(heading(), 80), 80))
    assert line.startswith("INC-4 Oak St gas leak OP2>18:00  ")
    assert line.endswith("  |14:07 EDT 18:07Z|LIVE #1042|kim of CITY")


def test_an_exercise_is_named_however_long_everything_else_is() -> None:
    for width in (80, 100, 200):
        long = heading(
            exercise="Thunder " * 10,
            place="INC-4 " + "long name " * 8,
            who="somebody-with-a-long-name of A-LONG-AGENCY",
            truth=Bit("RECORD DIFFERS"),
        )
        line = text(laid_out(*header(long, width), width))
        assert line.startswith(" EXERCISE Thunder")
        assert "RECORD DIFFERS" in line


def test_the_zone_is_said_once_where_it_is_utc() -> None:
    line = text(laid_out(*header(heading(zone=UTC), 80), 80))
    assert "|18:07 UTC|" in line


# -- truth -------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", State)
def test_live_is_said_when_it_is_live_and_never_else(state: State) -> None:
    word = Truth(state, seq=1042, age_s=45).word.text
    assert ("LIVE" in word) == (state is State.LIVE)
    assert word


def test_every_state_that_is_not_live_has_its_own_word() -> None:
    words = {Truth(state, seq=1).word.text for state in State}
    assert len(words) == len(State)


def test_ages_are_said_as_people_say_them() -> None:
    assert [passed(seconds) for seconds in (5, 133, 3_725)] == ["00:05", "02:13", "1:02:05"]
    assert Truth(State.STALE, 9, age_s=45).word.text == "STALE 0:45"


def test_the_bar_says_what_waits_and_how_old_the_board_is() -> None:
    truth = Truth(State.OFFLINE, 1042, 133, waiting=3, because="No route.", as_of="14:05")
    assert truth.bar == "OFFLINE 02:13 · 3 queued · showing #1042 of 14:05 · No route."
    assert Truth(State.LIVE, 1042).bar == ""


def test_a_tab_counts_to_999() -> None:
    assert Tab("2", "log", "Log").words == "2 Log"
    assert Tab("2", "log", "Log", 5).words == "2 Log+5"
    assert Tab("2", "log", "Log", 5_000).words == "2 Log+999"


# -- answers -----------------------------------------------------------------------------------


def test_a_note_that_is_no_answer_does_not_lose_the_answer_to_come() -> None:
    answers = Answers()
    answers.said(["r1"], "log: Rain")
    answers.told(Told("note", "The disk is full."))
    assert answers.line(live=True) == ("The disk is full.", False)


def test_while_nothing_was_answered_the_line_says_so() -> None:
    answers = Answers()
    answers.said(["r1"], "log: Rain")
    assert answers.line(live=True) == ("… sent, not answered yet: log: Rain", False)
    assert answers.line(live=False) == ("… queued, goes out with the hub: log: Rain", False)


# -- colours -----------------------------------------------------------------------------------


def contrast(one: Color, other: Color) -> float:
    """How far apart two colours are for the eye, by WCAG 2."""

    def light(color: Color) -> float:
        parts = [
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
            for part in color.normalized
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", [name for name in THEMES if name != ANSI])
def test_every_colour_can_be_read_on_its_ground(name: str) -> None:
    theme = THEMES[name]
    ground = Color.parse(theme.background or "")
    for colour in ("text", "text-muted", "text-warning", "text-error"):
        found = contrast(Color.parse(theme.variables[colour]), ground)
        assert found >= (MUCH if name == CONTRAST else ENOUGH), f"{name} {colour}: {found:.1f}"


def test_few_colours_or_none_mean_the_terminals_own() -> None:
    assert fitting("standard", no_color=False) == ANSI
    assert fitting(None, no_color=False) == ANSI
    assert fitting("truecolor", no_color=True) == ANSI
    assert fitting("256", no_color=False) == DARK
