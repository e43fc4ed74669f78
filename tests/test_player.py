"""What somebody sees and does who looks at a recording of a night they were not there."""

from __future__ import annotations

import re

import pytest

from console.screens.base import BoardScreen
from schemas.circles import View
from tests.desk import running
from tests.house import House
from tests.replays import copied, shown
from tests.tape import Tape


def tape(house: House, view: View | None = None) -> Tape:
    """A painted replay of all that was said in the house so far."""
    return Tape(shown(copied(house), view))


@pytest.fixture
def night(busy: House) -> House:
    """A night in which something urgent was said."""
    busy.does("maya", "log urgent Roof is coming down")
    busy.time.pass_(minutes=3)
    busy.does("sam", "log urgent Second shot heard")
    busy.does("sam", "log Quiet now")
    return busy


@running
async def test_what_was_looked_at_leaves_no_trace_in_any_moment(night: House) -> None:
    async with tape(night).open() as screen:
        last = f"#{night.board.seq}"
        await screen.at(last)
        await screen.press("1")
        before = screen.shown()
        assert "#18           3m Enter reads it: FIRE  Roof" in before
        await screen.press("down", "enter", "escape")  # the urgent line is opened
        await screen.press("2")
        await screen.press("1")
        await screen.at("#3")
        await screen.at(last)
        await screen.press("1")
        assert screen.shown() == before


@running
async def test_what_is_in_sight_is_not_called_for_beside_it(night: House) -> None:
    async with tape(night).open() as screen:
        await screen.at(f"#{night.board.seq}")
        for _ in range(2):
            await screen.press("9")
            assert "!! 2 urgent, the newest" in screen.shown()
            await screen.press("2")
            assert "urgent, the newest" not in screen.shown()


# -- what is typed -------------------------------------------------------------------------------


@running
async def test_a_moment_that_cannot_be_shown_keeps_the_line_open_with_its_text(
    night: House,
) -> None:
    async with tape(night).open() as screen:
        for wrong, said in (
            ("5 july 0010", "one word too many"),
            ("banana", "A moment is written 12:53"),
            ("#99", "This log goes from #1 to #20."),
            ("0210", "this log"),
            ("1230 as=pd", "as="),
        ):
            await screen.at(wrong)
            assert f":at {wrong}" in screen.shown()
            assert said in screen.shown(), screen.shown()
            await screen.press("escape")
        await screen.at("#12")
        assert "REPLAY #12" in screen.shown(), "the line began clean"


@running
async def test_other_eyes_are_chosen_by_a_key_at_the_same_moment(night: House) -> None:
    night.does("sam", "log only=pd Suspect seen at the ford")
    async with tape(night).open() as screen:
        await screen.at(f"#{night.board.seq}")
        await screen.press("v", "r", "tab", "enter")
        assert "seen by: REDCROSS (v)" in screen.shown()
        assert f"REPLAY #{night.board.seq}" in screen.shown()
        await screen.press("2")
        assert "Suspect" not in screen.shown()
        assert "1 more not for REDCROSS" in screen.shown()
        await screen.press("v", *"all", "enter")
        assert "Suspect seen at the ford" in screen.shown()
        assert "more not for" not in screen.shown()
        await screen.press("v", *"navy", "enter")
        assert "No agency of this log is called navy" in screen.shown()
        assert ":view navy" in screen.shown()


@running
async def test_where_a_record_is_open_its_own_duties_come_next(night: House) -> None:
    night.does("kim", "open fire lead=fire Elm St")
    night.does("maya", "take INC-3/IC")
    async with tape(night).open() as screen:
        await screen.at(f"#{night.board.incidents['INC-2'].touched.seq}")
        await screen.press("i", *["down"] * 9, "up", "enter", "greater_than_sign")
        opened = screen.app.screen
        assert isinstance(opened, BoardScreen)
        assert opened.body.details.of in (("incidents", "INC-1"), ("incidents", "INC-2"))
        assert opened.body.details.of
        assert all(word not in screen.shown() for word in ("INC-3/IC", "Elm St"))


@running
async def test_only_what_can_be_said_in_a_recording_is_offered(night: House) -> None:
    async with tape(night).open() as screen:
        offered = screen.app.speaker.complete("").texts
        assert offered == ["at", "view", "go", "theme", "plain", "help", "quit"]
        await screen.press("colon")
        await screen.press(*"need ")
        assert "This is a replay of copy.log; nothing can be asked of it." in screen.shown()


@running
async def test_the_help_of_a_recording_lists_its_own_keys_and_words_and_no_others(
    night: House,
) -> None:
    async with tape(night).open((120, 80)) as screen:
        await screen.press("question_mark")
        shown = screen.shown()
        for title in ("KEYS IN A REPLAY", "PHRASES"):
            assert title in shown
        assert "SAID MOST" not in shown
        assert "handover" not in shown


@running
async def test_no_row_and_no_hint_of_a_recording_names_what_cannot_be_said_there(
    night: House,
) -> None:
    async with tape(night).open((120, 40)) as screen:
        assert "none open." in screen.shown()
        for moment in ("#1", f"#{night.board.seq}"):
            await screen.at(moment)
            for key in "1245678 9i".replace(" ", ""):
                await screen.press(key)
                boards = screen.shown().rpartition("REPLAY ")[0]
                assert "Enter begins" not in boards
                assert "  : " not in boards
        await screen.press("1")
        assert "VACANT IC Incident Commander" in screen.shown()
        await screen.press("down", "down", "enter")
        assert "take INC-2" not in screen.shown()


@running
async def test_of_what_an_entry_says_nothing_is_left_out_unseen(night: House) -> None:
    night.does("kim", "open fire lead=fire Elm St")
    night.does("maya", "take INC-3/IC")
    for code in ("OSC", "PSC", "LSC", "FSC", "SOFR", "PIO", "LOFR", "DIV-A", "DIV-B"):
        night.does("maya", f"post INC-3/{code} to=INC-3/IC Somebody who does the work of {code}")
    night.does("kim", "close INC-3 Out")
    async with tape(night).open() as screen:
        await screen.at(f"#{night.board.seq}")
        last, _ = screen.shown().splitlines()[-2:]
        assert last.endswith("…")
        assert all("…" not in line for line in screen.shown().splitlines()[-5:-2])


@running
async def test_while_it_plays_the_bar_is_never_ahead_of_the_boards(night: House) -> None:
    async with tape(night).open() as screen:
        await screen.at("#12")
        screen.replay.faster(8)
        screen.replay.play()
        for _ in range(20):
            await screen.pilot.pause(0.03)
            lines = screen.shown().splitlines()
            header, (bar,) = lines[0], (line for line in lines if " REPLAY " in line)
            clock = re.search(r" (\d\d:\d\d):\d\d E", bar)
            assert clock
            assert f"|{clock[1]} EDT" in header
            age = next(int(line.split()[1].rstrip("m")) for line in lines if "INC-1   " in line)
            passed = int(clock[1][:2]) * 60 + int(clock[1][3:]) - 720  # it was opened at noon
            assert age in (passed - 1, passed)
            if "AT THE END" in bar:
                break
