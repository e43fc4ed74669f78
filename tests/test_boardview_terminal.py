"""Promises of a board on a real terminal, counted in bytes. Times are never asserted."""

from __future__ import annotations

import re

import pytest

from console.widgets.wall import visible
from tests.terminal import Terminal

APP = "tests.board_app"
ROW_BYTES_MAX = 400
IDLE_BYTES_PER_S = 150
IDLE_S = 2

# What Textual itself says to a terminal: sequences of parameters, and the shape of the pointer.
OURS = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\]22;[a-z]*\x07")


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
def test_no_foreign_control_byte_reaches_the_terminal(size: tuple[int, int]) -> None:
    with Terminal(APP, "hostile", size=size) as terminal:
        sent = terminal.started() + terminal.press("j") + terminal.press("G")
        lines = terminal.shown()
    words = OURS.sub(b"", sent).decode()
    assert visible(words.replace("\r\n", "")) == words.replace("\r\n", "")
    for foreign in (b"\x1b[31337m", b"\x1b[2J", b"\x1b]52", b"\xc2\x9b", b"\xe2\x80\xae"):
        assert foreign not in sent
    assert lines[1].startswith(" [/]")
    assert "[@click" in lines[2]
    assert "⟨U+001B" in lines[3]


def test_one_changed_row_and_a_quiet_board_cost_next_to_nothing() -> None:
    for size in ((80, 24), (200, 60)):
        with Terminal(APP, "10000", size=size) as terminal:
            terminal.started()
            for _ in range(3):
                changed = terminal.press("1")
                assert 0 < len(changed) <= ROW_BYTES_MAX
            assert "14:03" in terminal.shown()[3]
            assert len(terminal.during(IDLE_S)) <= IDLE_S * IDLE_BYTES_PER_S


def test_rows_arriving_out_of_view_cost_a_number_and_move_nothing() -> None:
    with Terminal(APP, "10000") as terminal:
        terminal.started()
        terminal.press("\x1b[6~")  # a page down: a window at its top would show them
        before = terminal.shown()
        assert 0 < len(terminal.press("2")) <= ROW_BYTES_MAX
        assert terminal.shown()[1:] == before[1:]
        assert before[0].replace("↑21", "↑24") == terminal.shown()[0]


def test_moving_the_cursor_or_the_focus_paints_two_lines_and_what_was_cut_of_them() -> None:
    with Terminal(APP, "10000", "two", size=(200, 60)) as terminal:
        terminal.started()
        assert 0 < len(terminal.press("j")) <= 2 * ROW_BYTES_MAX
        assert 0 < len(terminal.press("\t")) <= 3 * ROW_BYTES_MAX
        assert terminal.shown()[1][100] == ">"


def test_reading_a_cut_row_whole_costs_its_text_and_moves_no_other_row() -> None:
    with Terminal(APP, "10000") as terminal:
        terminal.started()
        before = terminal.shown()
        terminal.press("j")
        assert terminal.shown()[-1].startswith(" └ Evacuates block 2 with the school's own buses")
        assert terminal.shown()[3:-1] == before[3:-1]
        for key in "jjkj":
            assert 0 < len(terminal.press(key)) <= 2 * ROW_BYTES_MAX
        assert terminal.shown()[5:-1] == before[5:-1]


def test_a_board_can_be_drawn_in_ascii() -> None:
    with Terminal(APP, "60", "ascii", "ansi-dark") as terminal:
        sent = terminal.started() + terminal.press("G")
        assert any("* available" in line for line in terminal.shown()[-3:])
        assert sent.isascii()
