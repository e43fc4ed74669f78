"""Promises of the widget that shows every board, without a terminal."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence

import pytest
from rich.cells import cell_len
from rich.style import Style

from console.widgets.boardview import GATHER_S, BoardView
from console.widgets.rows import Row
from console.widgets.wall import visible
from tests.board_app import HOSTILE, BoardApp, fleet, hostile, unit

# isort: split
from textual.geometry import Region
from textual.pilot import Pilot

SIZES = [(80, 24), (120, 40), (200, 60)]
Look = Callable[[BoardApp, Pilot[None]], Awaitable[None]]


def looking(app: BoardApp, look: Look, size: tuple[int, int] = (80, 24)) -> None:
    """Run an app without a terminal and look at it."""

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await look(app, pilot)

    asyncio.run(run())


def cursor_line(board: BoardView) -> int:
    """The one line of the widget the cursor is drawn on."""
    (line,) = (at for at, text in enumerate(board.plain_lines()) if text.startswith(">"))
    return line


async def arrived(pilot: Pilot[None]) -> None:
    """What came is painted by now."""
    await pilot.pause(GATHER_S * 1.5)


@pytest.mark.parametrize("size", SIZES)
def test_every_line_is_as_wide_as_the_board_and_styled_to_its_last_cell(
    size: tuple[int, int],
) -> None:
    async def look(app: BoardApp, pilot: Pilot[None]) -> None:
        for board in app.boards:
            for y in range(board.size.height):
                strip = board.render_line(y)
                assert sum(cell_len(text) for text, _, _ in strip) == board.size.width
                assert all(style and style.bgcolor for _, style, _ in strip)

    looking(BoardApp([*fleet(50), *hostile()]), look, size)
    looking(BoardApp(hostile(), boards=3), look, size)
    looking(BoardApp([]), look, size)


@pytest.mark.parametrize("size", SIZES)
def test_hostile_texts_are_shown_and_do_nothing(size: tuple[int, int]) -> None:
    async def look(app: BoardApp, pilot: Pilot[None]) -> None:
        lines = app.boards[0].plain_lines()
        assert visible("".join(lines)) == "".join(lines)
        shown = [line[1:9].rstrip(" …") for line in lines[1 : 1 + len(HOSTILE)]]
        assert shown[:3] == ["[/]", "[@click", "⟨U+001B"]
        assert all(shown)
        await pilot.click(app.boards[0], offset=(3, 2))
        assert app.is_running

    looking(BoardApp(hostile()), look, size)


def test_titles_stay_and_columns_leave_from_the_right_as_the_board_gets_narrow() -> None:
    async def look(app: BoardApp, pilot: Pilot[None]) -> None:
        await pilot.press("end")
        assert app.boards[0].plain_lines()[0].split()[:2] == ["Unit", "State"]
        for width, last in ((80, "Agency"), (60, "does"), (44, "Incident"), (30, "State")):
            await pilot.resize_terminal(width, 24)
            await pilot.pause()
            titles = app.boards[0].plain_lines()[0]
            assert [title for title in titles.split() if title.isalpha()][-1] == last
        assert app.boards[0].selected == "fire.E40"

    looking(BoardApp(fleet(40)), look)


def test_rows_arriving_above_are_seen_at_the_top_and_else_the_cursor_keeps_its_line() -> None:
    async def look(app: BoardApp, pilot: Pilot[None]) -> None:
        board = app.boards[0]
        await pilot.press("j", "down", "j")
        await pilot.press("2")
        await arrived(pilot)
        assert (board.selected, cursor_line(board)) == ("fire.E4", 7)
        assert board.plain_lines()[1].startswith(" E90003")
        await pilot.press("pagedown")
        row, line = board.selected, cursor_line(board)
        await pilot.press("2")
        await arrived(pilot)
        assert (board.selected, cursor_line(board)) == (row, line)

    looking(BoardApp(fleet(100)), look)


def test_where_the_row_under_the_cursor_left_enter_opens_nothing_until_an_arrow_goes_on() -> None:
    async def look(app: BoardApp, pilot: Pilot[None]) -> None:
        board = app.boards[0]
        await pilot.press("j", "j")
        del app.rows[2]
        board.show(tuple(app.rows))
        await arrived(pilot)
        assert (board.selected, cursor_line(board)) == (None, 3)
        assert board.plain_lines()[3] == ">settled, gone from here: E3"
        await pilot.press("enter")
        assert app.heard[-1] == ("gone", "settled, gone from here: E3")
        assert ("selected", None) in app.heard
        await pilot.press("down", "enter")
        assert (app.heard[-1], cursor_line(board)) == (("opened", "fire.E4"), 3)

    looking(BoardApp(fleet(100)), look)


def test_what_is_read_whole_under_the_rows_gives_its_lines_back() -> None:
    async def look(app: BoardApp, pilot: Pilot[None]) -> None:
        board = app.boards[0]
        await pilot.press("end", "up")
        assert board.plain_lines()[-1].startswith(" └ Evacuates block 19")
        await pilot.press("down")
        assert board.plain_lines()[-1].startswith(">E20")
        await pilot.press("home")
        assert "↑" not in board.plain_lines()[0]

    rows = [unit(n, 1 if n == 19 else 0) for n in range(1, 21)]
    looking(BoardApp(rows), look, (80, 21))


def test_what_arrives_is_gathered_and_what_the_person_does_is_painted_at_once() -> None:
    async def look(app: BoardApp, pilot: Pilot[None]) -> None:
        board = app.boards[0]
        await arrived(pilot)
        for state in (1, 2, 1, 0, 2):
            board.show([unit(1, state)])
        assert "assigned" in board.plain_lines()[1], "the first of several is painted at once"
        await arrived(pilot)
        assert "OUT" in board.plain_lines()[1], "the last follows a quarter of a second later"
        board.show([unit(2)])
        board.show([unit(3)], asked=True)
        assert board.selected == "fire.E3"

    looking(BoardApp([unit(1)]), look)


def test_only_lines_that_changed_are_painted_and_only_as_far_as_they_changed() -> None:
    async def look(app: BoardApp, pilot: Pilot[None]) -> None:
        board = app.boards[0]
        await arrived(pilot)
        painted: list[Sequence[Region]] = []
        refresh = board.refresh

        def note(*regions: Region, **how: bool) -> BoardView:
            painted.append(regions)
            return refresh(*regions, **how)

        board.refresh = note  # type: ignore[method-assign]
        board.show(tuple(app.rows))
        assert painted == []
        await arrived(pilot)
        app.rows[4] = unit(5, 2, "15:00")
        board.show(tuple(app.rows))
        assert painted == [(Region(0, 5, 28, 1),)], "as far as the column Since"
        await arrived(pilot)
        app.rows[90] = unit(91, 0, "15:00")
        board.show(tuple(app.rows))
        assert len(painted) == 1, "a row out of view costs nothing"

    looking(BoardApp(fleet(100)), look)


def test_new_lines_of_a_log_wait_behind_a_number_and_a_key() -> None:
    async def look(app: BoardApp, pilot: Pilot[None]) -> None:
        board = app.boards[0]
        assert board.following
        assert board.plain_lines()[0].endswith("following")
        await pilot.press("k", "3")
        await arrived(pilot)
        assert (board.selected, board.waiting) == ("fire.E99", 3)
        assert board.plain_lines()[0].endswith("(3 new, G)")
        await pilot.press("G")
        assert (board.selected, board.waiting, board.following) == ("fire.E90005", 0, True)
        assert app.heard[-5:] == [
            ("selected", "fire.E99"),
            ("waiting", 0, False),
            ("waiting", 3, False),
            ("selected", "fire.E90005"),
            ("waiting", 0, True),
        ]

    looking(BoardApp(fleet(100), tail=True), look)


def test_the_cursor_is_a_sign_and_reversed_colours_and_only_where_the_keys_go() -> None:
    async def look(app: BoardApp, pilot: Pilot[None]) -> None:
        left, right = app.boards
        assert cursor_line(left) == 1
        assert left.render_line(1).text.startswith(">E1 ")
        styles = [style or Style() for _, style, _ in left.render_line(1)]
        assert all(style.reverse for style in styles)
        assert not any(line.startswith(">") for line in right.plain_lines())
        await pilot.press("tab", "j")
        assert not any(line.startswith(">") for line in left.plain_lines())
        assert (left.selected, right.selected, cursor_line(right)) == ("fire.E1", "fire.E2", 2)

    looking(BoardApp(fleet(100), boards=2), look, (200, 60))


def test_keys_and_mouse_reach_every_row() -> None:
    async def look(app: BoardApp, pilot: Pilot[None]) -> None:
        board = app.boards[0]
        for key, row in (
            ("end", 100),
            ("home", 1),
            ("pagedown", 22),
            ("pageup", 1),
            ("j", 2),
            ("k", 1),
            ("G", 100),
            ("up", 99),
        ):
            await pilot.press(key)
            assert board.selected == f"fire.E{row}"
        await pilot.press("home", "enter")
        assert app.heard[-1] == ("opened", "fire.E1")
        await pilot.click(board, offset=(5, 3))
        assert board.selected == "fire.E3"
        await pilot.click(board, offset=(5, 4), times=2)
        assert app.heard[-1] == ("opened", "fire.E4")
        await pilot.click(board, offset=(5, 0), times=2)
        assert board.selected == "fire.E4", "the titles are no row"

    looking(BoardApp(fleet(100)), look)


def test_an_empty_board_says_what_to_type_until_there_is_something() -> None:
    async def look(app: BoardApp, pilot: Pilot[None]) -> None:
        board = app.boards[0]
        assert board.plain_lines()[1] == " No units yet. add E12 makes one"
        board.empty = "No unit is called «x». Esc shows all again."
        await pilot.resize_terminal(24, 24)
        await pilot.pause()
        assert board.plain_lines()[1:3] == [" No unit is called «x».", " Esc shows all again."]
        board.show([unit(1)], asked=True)
        assert [line.split()[:1] for line in board.plain_lines()[1:3]] == [[">E1"], []]

    looking(BoardApp([]), look)


def test_another_theme_reaches_every_line() -> None:
    async def look(app: BoardApp, pilot: Pilot[None]) -> None:
        board = app.boards[0]
        before = board.render_line(2)
        for theme in ("textual-light", "ansi-dark"):
            app.theme = theme
            await pilot.pause()
            assert board.render_line(2).text == before.text
            assert board.render_line(2) != before
            before = board.render_line(2)

    looking(BoardApp(fleet(9)), look)


def test_headings_stand_over_their_rows() -> None:
    async def look(app: BoardApp, pilot: Pilot[None]) -> None:
        board = app.boards[0]
        board.show([Row("you", ("NEEDS YOU (1)",), section=True), unit(1)], asked=True)
        lines = board.plain_lines()
        assert lines[1] == "── NEEDS YOU (1) ──"
        assert lines[2].startswith(">E1")

    looking(BoardApp([]), look)


def test_textual_is_quiet_before_it_is_imported() -> None:
    read = "import console.widgets.boardview, textual.constants as c; "
    code = f"{read}print(c.TEXTUAL_ANIMATIONS, c.MAX_FPS, c.DEFAULT_THEME)"
    for env, heard in (
        ({}, "none 15 textual-dark"),
        ({"NO_COLOR": "1"}, "none 15 ansi-dark"),
        ({"TEXTUAL_FPS": "5"}, "none 5 textual-dark"),
    ):
        said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env)
        assert said.stdout.strip() == heard
