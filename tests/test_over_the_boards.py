"""What lies over the boards, and where there is no room for them: nothing shown is a lie."""

from __future__ import annotations

import pytest

from console.actions import Place
from console.screens.help import MOST
from console.screens.help import rows as help_rows
from schemas.grants import for_people
from schemas.nouns import COMMANDS
from schemas.phrase import Misread
from tests.desk import Desk, running, says


@pytest.fixture
def desk() -> Desk:
    """kim's console and two others, connected, with a flood."""
    made = Desk()
    made.connect()
    made.elsewhere(made.kim, "open flood lead=fire Mill Creek")
    return made


@running
async def test_the_room_goes_on_under_the_palette(desk: Desk) -> None:
    async with desk.open():
        boards = desk.screen
        await desk.press("ctrl+p")
        assert desk.app.screen is not boards
        desk.elsewhere(desk.maya, "log Said under the palette")
        await desk.rest()
        assert f"LIVE #{desk.hub.board.seq}" in boards.header.text
        assert says(boards.body.current.board.plain_lines(), "Said under the palette")
        desk.kim.cut()
        await desk.rest()
        assert "OFFLINE" in boards.header.text
        assert "OFFLINE" in boards.bar.text


@running
async def test_where_there_is_no_room_nothing_is_typed_or_sent_blindly(desk: Desk) -> None:
    async with desk.open() as pilot:
        await desk.press("colon")
        await desk.type("log half typed")
        await pilot.resize_terminal(60, 20)
        await desk.rest()
        before = desk.hub.board.seq
        await desk.press("x", "enter", "colon", *"log", "space", *"blind", "enter", "2")
        assert desk.hub.board.seq == before
        assert [line for line in desk.lines() if line][1] == "60x20, and they need 80x24."
        await pilot.resize_terminal(80, 24)
        await desk.rest()
        assert desk.app.current_mode == "now"
        assert says(desk.lines(), ":log half typed")
        await desk.press("j", "colon", "enter")
        assert says(desk.lines(), "log: half typed"), "the keys do again what they did"


@pytest.mark.parametrize("key", ["q", "ctrl+q"])
@running
async def test_where_there_is_no_room_one_can_still_leave(key: str, desk: Desk) -> None:
    async with desk.open((60, 20)):
        await desk.press(key)
        assert desk.app.return_code == 0


@running
async def test_the_word_help_opens_the_help_which_has_an_example_of_every_phrase(
    desk: Desk,
) -> None:
    async with desk.open((80, 60)):
        await desk.say("help")
        assert says(desk.lines(), "KEYS ON EVERY SCREEN")
        rows = [" ".join(map(str, row.cells)) for row in help_rows(240)]
        for command in COMMANDS.values():
            if not for_people(command.grant):
                assert not says(rows, command.example), "nobody may say it"
                continue
            at = next(at for at, row in enumerate(rows) if f"e.g. {command.example}" in row)
            assert rows[at - 1].startswith(command.usage.split()[0])
        await desk.press("escape")
        assert says(desk.lines(), "flood Mill Creek")


@running
async def test_the_help_begins_with_what_one_needs_first_and_cuts_nothing(desk: Desk) -> None:
    def at(title: str) -> int:
        return next(at for at, row in enumerate(rows) if title in str(row.cells))

    rows = list(help_rows(80, here=(Place.BOARD, Place.ROOM)))
    order = (
        "KEYS ON A BOARD",
        "SAID MOST",
        "KEYS ON EVERY SCREEN",
        "SIGNS",
        "PHRASES",
        "KEYS ON THE COMMAND LINE",
    )
    assert [at(title) for title in order] == sorted(at(title) for title in order)
    page = 80 // 4  # lines of the smallest terminal, less what stands around them
    for said in ("signin", "log at=", "add E15", "commit", "direct", "answer=15m", "signout"):
        assert at(said) < 2 * page, said
    assert all(len(str(row.cells[-1])) <= 62 for row in rows if not row.section)
    async with desk.open():
        await desk.press("question_mark")
        assert "KEYS ON A BOARD" in desk.lines()[1]


@running
async def test_enter_on_a_phrase_of_the_help_begins_it_on_the_command_line(desk: Desk) -> None:
    async with desk.open():
        await desk.press("question_mark")
        assert not says(desk.lines(), "Enter Begin"), "on a key there is nothing to begin"
        await desk.press("slash", *"order", "space", *"commands", "enter", "enter")
        assert desk.screen.command.text == ":direct"
        assert desk.screen.focused is desk.screen.command
        await desk.press("escape", "question_mark", "slash", *"roll", "enter")
        assert says(desk.lines(), "Enter Begin")
        await desk.press("escape")
        assert says(desk.lines(), "HELP"), "first to everything that is explained"
        await desk.press("escape")
        assert not says(desk.lines(), "HELP")


@running
async def test_the_palette_finds_a_phrase_by_what_it_does(desk: Desk) -> None:
    async with desk.open():
        await desk.pilot.press("ctrl+p")
        await desk.pilot.pause(0.3)
        await desk.pilot.press(*"order something", "enter")
        await desk.pilot.pause(0.5)
        await desk.rest()
        assert desk.screen.command.text == ":direct"


def test_what_is_said_most_reads_and_is_short(desk: Desk) -> None:
    speaker = desk.app.speaker
    for line in MOST:
        read = speaker.read(line)
        # Of the examples only what they name may be missing here.
        assert not isinstance(read, Misread) or "is called" in read.because, (line, read)
    assert len(MOST) <= 24


@running
async def test_the_help_is_searched_like_a_board(desk: Desk) -> None:
    async with desk.open():
        await desk.press("question_mark", "slash", *"hand", "space", *"succ")
        assert says(desk.lines(), "Brief a successor")
        assert not says(desk.lines(), "KEYS ON A BOARD")
        assert says(desk.lines(), "/hand succ")
        await desk.press(*"zz")
        assert says(desk.lines(), "Nothing here holds these words.")
        await desk.press("escape")
        assert says(desk.lines(), "KEYS ON A BOARD")
        await desk.press("slash", *"roll", "enter", "down")
        assert says(desk.lines(), "/roll"), "the keys are the rows' again"
        await desk.press("q")
        assert says(desk.lines(), "KEYS ON A BOARD"), "first to everything that is explained"
        await desk.press("q")
        assert says(desk.lines(), "flood Mill Creek")


@running
async def test_the_count_of_rows_out_of_sight_takes_no_room_from_the_titles(desk: Desk) -> None:
    for at in range(0, 90, 30):
        desk.elsewhere(desk.maya, *(f"add U{number}" for number in range(at, at + 30)))
    async with desk.open():
        await desk.press("4")
        head, titles = desk.lines()[2:4]
        assert titles.endswith("ETA/ETR")
        assert head.startswith("▸ RESOURCES  ↓73")
        await desk.press("pagedown")
        assert desk.lines()[3] == titles
        assert desk.lines()[2].startswith("▸ RESOURCES  ↑16 ↓57")
